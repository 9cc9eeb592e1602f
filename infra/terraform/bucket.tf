# The operational log: JSON lines, written once, never changed.
resource "aws_s3_bucket" "audit" {
  bucket        = "${var.bucket_prefix}-delivery-audit-${local.environment}"
  force_destroy = !local.settings.protected

  lifecycle {
    precondition {
      condition     = local.is_known
      error_message = "Choose an environment first: terraform workspace select -or-create dev, test or prod."
    }
  }
}

resource "aws_s3_bucket_versioning" "audit" {
  bucket = aws_s3_bucket.audit.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "audit" {
  bucket = aws_s3_bucket.audit.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "audit" {
  bucket = aws_s3_bucket.audit.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "audit" {
  bucket = aws_s3_bucket.audit.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "audit" {
  # Rules about versions need versions.
  depends_on = [aws_s3_bucket_versioning.audit]

  bucket = aws_s3_bucket.audit.id

  rule {
    id     = "age"
    status = "Enabled"

    filter {}

    transition {
      days          = local.settings.audit_cold_after_days
      storage_class = "STANDARD_IA"
    }

    expiration {
      days = local.settings.audit_expires_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

data "aws_iam_policy_document" "audit_over_tls" {
  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.audit.arn, "${aws_s3_bucket.audit.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

# LocalStack speaks plain HTTP.
resource "aws_s3_bucket_policy" "audit" {
  count      = local.on_localstack ? 0 : 1
  depends_on = [aws_s3_bucket_public_access_block.audit]

  bucket = aws_s3_bucket.audit.id
  policy = data.aws_iam_policy_document.audit_over_tls.json
}
