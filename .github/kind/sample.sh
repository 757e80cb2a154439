#!/usr/bin/env bash
# Creates the sample applications and waits until Argo CD has looked at each of them.
set -euo pipefail
kubectl apply -f "$(dirname "$0")/sample.yaml"
kubectl -n argocd wait application/guestbook --for=jsonpath='{.status.health.status}'=Healthy --timeout=300s
for name in kustomize-guestbook two-sources; do
  kubectl -n argocd wait "application/$name" --for=jsonpath='{.status.sync.status}'=OutOfSync --timeout=300s
done
kubectl -n argocd wait application/broken-source --for=jsonpath='{.status.sync.status}'=Unknown --timeout=300s
kubectl -n team-a wait application/windowed --for=jsonpath='{.status.sync.status}'=OutOfSync --timeout=300s
