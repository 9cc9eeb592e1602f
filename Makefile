# make up terraform-init terraform-apply: PostgreSQL and LocalStack, with the table and the bucket.
# Another environment: ENVIRONMENT=test. AWS itself: LOCALSTACK= (and credentials of your own).
ENVIRONMENT ?= dev
LOCALSTACK ?= http://127.0.0.1:4566

TERRAFORM = terraform -chdir=infra/terraform
COMPOSE = docker compose --profile localstack
SERVERS = postgresql localstack

.PHONY: up down build terraform-init terraform-apply test

up:
	$(COMPOSE) up --detach --wait $(SERVERS)

down:
	$(COMPOSE) down

build:
	mvn --batch-mode --no-transfer-progress -DskipTests package

terraform-init:
	$(TERRAFORM) init
	$(TERRAFORM) workspace select -or-create $(ENVIRONMENT)

terraform-apply:
	TF_WORKSPACE=$(ENVIRONMENT) $(TERRAFORM) apply -var 'localstack_endpoint=$(LOCALSTACK)'

test:
	scripts/test
