using Workerd = import "/workerd/workerd.capnp";

# The benchmark's worker on its own state; PORT is filled in by first-token.ts.
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .bench),
    (name = "state", disk = (path = "state", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:PORT", http = (), service = "main")],
);

const bench :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [
    (name = "ENVIRONMENT", text = "development"),
    (name = "DATABASE_URL", text = "postgres://none:none@127.0.0.1/none"),
    (name = "VISITOR_TOKEN_SECRET", text = "only-for-the-benchmark-only-for-the-benchmark"),
    (name = "FLOOR", durableObjectNamespace = "Floor"),
    (name = "BENCH", durableObjectNamespace = "BenchConversation"),
  ],
  durableObjectNamespaces = [
    (className = "Floor", uniqueKey = "floor", enableSql = true),
    (className = "BenchConversation", uniqueKey = "bench", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
);
