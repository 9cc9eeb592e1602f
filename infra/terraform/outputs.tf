output "environment" {
  description = "The workspace."
  value       = local.environment
}

output "table_name" {
  description = "For delivery.dynamodb.table."
  value       = aws_dynamodb_table.assignments.name
}

output "audit_bucket" {
  description = "For delivery.audit.s3.bucket."
  value       = aws_s3_bucket.audit.bucket
}

# All that Punctual does with either; for the role that it runs under.
data "aws_iam_policy_document" "punctual" {
  statement {
    sid = "Assignments"

    actions = [
      "dynamodb:BatchGetItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DeleteItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ]

    resources = [aws_dynamodb_table.assignments.arn]
  }

  statement {
    sid       = "AuditLog"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.audit.arn}/*"]
  }
}

output "policy_json" {
  description = "The least that Punctual's role must be allowed."
  value       = data.aws_iam_policy_document.punctual.json
}
