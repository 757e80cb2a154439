#!/usr/bin/env bash
# Prints ARGOCD_AUTH_TOKEN=… of the account `reader`, for $GITHUB_ENV; masks it in the log.
set -euo pipefail
url=https://127.0.0.1:8443
call() { curl --silent --show-error --fail --insecure --header 'Content-Type: application/json' "$@"; }
field() { sed -E "s/.*\"$1\":\"([^\"]+)\".*/\1/"; }

password=$(kubectl -n argocd get secret argocd-initial-admin-secret -o jsonpath='{.data.password}' | base64 --decode)
session=$(printf '{"username":"admin","password":"%s"}' "$password" |
  call --data @- "$url/api/v1/session" | field token)
token=$(printf '{"name":"reader"}' |
  call --header "Authorization: Bearer $session" --data @- "$url/api/v1/account/reader/token" | field token)
echo "::add-mask::$token" >&2
echo "ARGOCD_AUTH_TOKEN=$token"
