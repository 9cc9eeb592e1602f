variable "region" {
  description = "The AWS region of the table and the bucket."
  type        = string
  default     = "eu-central-1"
}

variable "localstack_endpoint" {
  description = "Where LocalStack answers, e.g. http://127.0.0.1:4566; empty is AWS itself."
  type        = string
  default     = ""
}

variable "bucket_prefix" {
  description = "Begins the bucket's name, which must be unique in the whole world."
  type        = string
  default     = "punctual"

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,30}$", var.bucket_prefix))
    error_message = "The prefix is 2 to 31 lower-case letters, digits and dashes."
  }
}
