/**
 * The manifests of {@code infra/kubernetes}: their types, and what a cluster would stumble over.
 */
package dev.punctual.infra.kubernetes;
