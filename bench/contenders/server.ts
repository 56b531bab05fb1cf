/** A process that listens on a port of this machine. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { onServerCore } from "../process/cores.ts";

export interface Command {
  command: string;
  commandArguments: readonly string[];
  folder: string;
  environment?: Readonly<Record<string, string>>;
}

export class Server {
  readonly port: number;
  readonly #command: Command;
  #child: ChildProcess | null = null;

  constructor(port: number, command: Command) {
    this.port = port;
    this.#command = command;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("The server does not run.");
    return pid;
  }

  /** Errors: rejects with the server's last words when it ends or does not listen within 30 s. */
  async start(): Promise<void> {
    const { folder, environment } = this.#command;
    const logPath = join(folder, "server.log");
    const log = openSync(logPath, "w");
    // taskset becomes the command: the child's id is the server's.
    const child = spawn(...onServerCore(this.#command.command, this.#command.commandArguments), {
      cwd: folder,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    const giveUpAt = Date.now() + 30_000;
    while (!(await listens(this.port))) {
      if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`${folder}: ${readFileSync(logPath, "utf8")}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(patience);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
