/**
 * The language server as an editor talks to it, over standard input and output: enough of the protocol to ask and to
 * answer what the server asks back.
 */

/** Sends messages to a server process and hears its answers. */
export function talkTo(server) {
  const waiting = new Map();
  let nextId = 1;
  let buffer = Buffer.alloc(0);
  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  };
  const request = (method, params) => {
    const id = nextId++;
    send({ id, method, params });
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject, method }));
  };
  server.stdout.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(buffer.subarray(0, Math.max(0, end)).toString())?.[1]);
      if (end < 0 || buffer.length < end + 4 + length) return;
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
      buffer = buffer.subarray(end + 4 + length);
      if (message.method !== undefined) {
        // Questions of the server (configuration, registrations) have no answer here.
        if (message.id !== undefined)
          send({ id: message.id, result: message.method === "workspace/configuration" ? message.params.items.map(() => null) : null });
        continue;
      }
      const { resolve, reject, method } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) resolve(message.result);
      else reject(new Error(`${method}: ${message.error.message}`));
    }
  });
  return { request, send };
}
