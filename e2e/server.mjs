// A demonstration of a test's own.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

export const binary = process.env.DENGWEN_BINARY ?? new URL("../target/debug/dengwen", import.meta.url).pathname;

/** A port nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A demonstration in a folder, ready. */
export async function serve(data, port, options = []) {
  const child = spawn(binary, ["demo", "--data", data, "--listen", `127.0.0.1:${port}`, ...options], { stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 1500; tries += 1) {
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.ok) return { child, base };
    await wait(200);
  }
  throw new Error("the demonstration did not get ready");
}

/** Ends one at once. */
export async function killed(child) {
  if (child.signalCode) return;
  const gone = new Promise((exit) => child.once("exit", exit));
  child.kill("SIGKILL");
  await gone;
}
