# The assignments, and beside them the few items by which Punctual commits them. README.md tells
# their keys.
resource "aws_dynamodb_table" "assignments" {
  name         = local.settings.table_name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "driver_id"
  range_key    = "package_id"

  deletion_protection_enabled = local.settings.protected

  attribute {
    name = "driver_id"
    type = "S"
  }

  attribute {
    name = "package_id"
    type = "S"
  }

  # A bound on what a mistake can cost.
  on_demand_throughput {
    max_read_request_units  = local.settings.max_read_units
    max_write_request_units = local.settings.max_write_units
  }

  point_in_time_recovery {
    enabled = local.settings.protected
  }

  server_side_encryption {
    enabled = true
  }

  lifecycle {
    precondition {
      condition     = local.is_known
      error_message = "Choose an environment first: terraform workspace select -or-create dev, test or prod."
    }
  }
}
