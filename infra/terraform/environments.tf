# One workspace is one environment, with names and sizes of its own.
locals {
  environments = {
    dev = {
      table_name            = "DeliveryAssignments-dev"
      max_read_units        = 200
      max_write_units       = 200
      protected             = false
      audit_cold_after_days = 30
      audit_expires_days    = 60
    }
    test = {
      table_name            = "DeliveryAssignments-test"
      max_read_units        = 1000
      max_write_units       = 1000
      protected             = false
      audit_cold_after_days = 30
      audit_expires_days    = 60
    }
    prod = {
      table_name            = "DeliveryAssignments"
      max_read_units        = 20000
      max_write_units       = 20000
      protected             = true
      audit_cold_after_days = 90
      audit_expires_days    = 2555
    }
  }

  environment = terraform.workspace
  is_known    = contains(keys(local.environments), local.environment)
  settings    = lookup(local.environments, local.environment, local.environments.dev)
}
