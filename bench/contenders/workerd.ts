/** Bare `workerd serve` of a bundle: what comes closest to production, without the proxy of `wrangler dev`. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, Server } from "./server.ts";

/** A text as the configuration's language writes it. */
const text = (value: string) => JSON.stringify(value);

/** The date and flags of wrangler.toml. */
const compatibilityDate = "2026-11-01";
const compatibilityFlags = ["enable_request_signal"];
const root = join(import.meta.dirname, "../..");

export interface WorkerdPlan {
  /** Taken as it is: its state lies in it, too. */
  folder: string;
  /** The bundle, as `bundle` made it. */
  script: string;
  className: string;
  bindings: Readonly<Record<string, string>>;
  /** The binding of the objects. */
  objects: string;
  /** A bundle that stands for the queue behind the binding `HISTORY_QUEUE`. */
  queueScript?: string;
  /** Where a profiler may connect. */
  inspectorPort?: number;
}

export interface BundleWishes {
  minify?: boolean;
  /** Files that stand for modules which bare workerd does not have. */
  alias?: Readonly<Record<string, string>>;
}

/** Bundles a Worker as `wrangler deploy` does and gives the file's path. */
export function bundle(entry: string, name: string, folder: string, { minify = true, alias = {} }: BundleWishes = {}): string {
  const config = join(folder, `${name}.json`);
  const main = join(root, entry);
  const settings = {
    name,
    main,
    minify,
    keep_names: false,
    alias,
    compatibility_date: compatibilityDate,
    compatibility_flags: compatibilityFlags,
  };
  writeFileSync(config, JSON.stringify(settings));
  execFileSync(
    process.execPath,
    [join(root, "node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "-c", config, "--outdir", join(folder, name)],
    {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: join(folder, "wrangler-logs") },
    },
  );
  return join(folder, name, `${entry.split("/").at(-1)?.replace(/\.ts$/, "")}.js`);
}

/** Writes the configuration and gives the server, not started yet. */
export async function planWorkerd(plan: WorkerdPlan): Promise<Server> {
  const port = await freePort();
  mkdirSync(join(plan.folder, "state"), { recursive: true });
  writeFileSync(join(plan.folder, "config.capnp"), configOf(plan, port));
  copyFileSync(plan.script, join(plan.folder, "worker.js"));
  if (plan.queueScript !== undefined) copyFileSync(plan.queueScript, join(plan.folder, "queue.js"));
  const inspector = plan.inspectorPort === undefined ? [] : [`--inspector-addr=127.0.0.1:${plan.inspectorPort}`];
  return new Server(port, {
    command: join(root, "node_modules/.bin/workerd"),
    commandArguments: ["serve", "--experimental", ...inspector, "config.capnp"],
    folder: plan.folder,
  });
}

function configOf(plan: WorkerdPlan, port: number): string {
  const queue = plan.queueScript === undefined ? "" : `(name = "queue", worker = .queue),`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    ${queue}
    (name = "state", disk = (path = "state", writable = true)),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = ${text(compatibilityDate)},
  compatibilityFlags = [${compatibilityFlags.map(text).join(", ")}],
  bindings = [
    ${Object.entries(plan.bindings)
      .map(([name, value]) => `(name = ${text(name)}, text = ${text(value)}),`)
      .join("\n    ")}
    (name = ${text(plan.objects)}, durableObjectNamespace = ${text(plan.className)}),
    ${plan.queueScript === undefined ? "" : `(name = "HISTORY_QUEUE", queue = "queue"),`}
  ],
  durableObjectNamespaces = [(className = ${text(plan.className)}, uniqueKey = ${text(plan.objects)}, enableSql = true)],
  durableObjectStorage = (localDisk = "state"),
);
${plan.queueScript === undefined ? "" : queueWorker}`;
}

const queueWorker = `const queue :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "queue.js")],
  compatibilityDate = ${text(compatibilityDate)},
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "CONSUMER", service = "main")],
);
`;
