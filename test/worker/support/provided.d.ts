import "vitest";

// What test/support/stand-ins.ts provides; that file runs in Node and is not part of this program.
declare module "vitest" {
  interface ProvidedContext {
    standIns: { databaseUrl: string; databaseEndpoint: string; redisUrl: string; redisToken: string; shopUrl: string };
  }
}
