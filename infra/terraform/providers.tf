locals {
  on_localstack = var.localstack_endpoint != ""
}

# On LocalStack nothing is asked of AWS, whatever credentials are around.
provider "aws" {
  region = var.region

  access_key                  = local.on_localstack ? "test" : null
  secret_key                  = local.on_localstack ? "test" : null
  s3_use_path_style           = local.on_localstack
  skip_credentials_validation = local.on_localstack
  skip_metadata_api_check     = local.on_localstack
  skip_requesting_account_id  = local.on_localstack

  dynamic "endpoints" {
    for_each = local.on_localstack ? [var.localstack_endpoint] : []

    content {
      dynamodb = endpoints.value
      s3       = endpoints.value
      sts      = endpoints.value
    }
  }

  default_tags {
    tags = {
      application = "punctual"
      environment = local.environment
    }
  }
}
