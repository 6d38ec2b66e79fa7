#!/usr/bin/env bash
# Makes the two databases, each with a role that may not even connect to the other's. Run once, by PostgreSQL's own image.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -v lethe="$LETHE_DB_PASSWORD" -v vault="$LETHE_VAULT_DB_PASSWORD" <<'SQL'
CREATE ROLE lethe LOGIN PASSWORD :'lethe';
CREATE ROLE lethe_vault LOGIN PASSWORD :'vault';
CREATE DATABASE lethe OWNER lethe;
CREATE DATABASE lethe_vault OWNER lethe_vault;
REVOKE CONNECT ON DATABASE lethe FROM PUBLIC;
REVOKE CONNECT ON DATABASE lethe_vault FROM PUBLIC;
SQL
