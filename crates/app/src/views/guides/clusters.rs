//! What deploys to clusters of Kubernetes: Argo CD and Flux.

use super::Guide;

const KUBECTL: &str =
    "You need `kubectl` and an account that may list these resources in all namespaces.";

const TRACED: &str = "What was carried out is a commit of the repository that says what runs where. Import \
                      the log of that repository too (GitOps log), with the repository of the service named: \
                      it tells which version of the service a commit sets.";

const NAMES: &str = "The environment is told by names: a label `environment`, else namespace, folder, resource \
                     and cluster, where a word for production wins. Look at the environments after the \
                     import, and add further names to the policy's production environments.";

pub(super) static ARGO_CD: Guide = Guide {
    format: "argocd-applications",
    tool: "Argo CD",
    title: "Applications with the history of their syncs",
    steps: &[
        KUBECTL,
        "Run the command on the cluster of Argo CD, at least after every ten syncs of an application.",
        TRACED,
    ],
    command: Some(
        "kubectl get applications.argoproj.io --all-namespaces -o json > argocd-$(date +%F).json",
    ),
    notes: &[
        "Argo CD keeps the last ten syncs of an application, unless revisionHistoryLimit says otherwise. \
         A history that begins later is marked as cut.",
        "The service is the application's name. Where that differs from the service in tickets, import \
         one application a file with the service named, or add an alias to the policy.",
        NAMES,
        "What `argocd app get NAME -o json` prints is read too.",
    ],
};

pub(super) static FLUX: Guide = Guide {
    format: "flux-resources",
    tool: "Flux",
    title: "Helm releases and Kustomizations with their histories",
    steps: &[
        KUBECTL,
        "Run the command on each cluster, often: Flux keeps the last few deployments of each resource.",
        TRACED,
    ],
    command: Some(
        "kubectl get helmreleases.helm.toolkit.fluxcd.io,kustomizations.kustomize.toolkit.fluxcd.io \\\n  \
         --all-namespaces -o json > flux-$(date +%F).json",
    ),
    notes: &[
        "A Kustomization has a history from Flux 2.7 on. Its history does not show that something was \
         applied again that had been applied before, such as a rollback.",
        "The version of a Helm release is that of its chart, where no values of the release can set another \
         image. Else the version is not known.",
        NAMES,
    ],
};
