/**
 * How every request is answered: cancelled work says so, an error is logged and gives the neutral answer (an
 * editor must never show a stack trace for a keystroke), and with tracing on the time it took is reported.
 */
import type { CancellationToken, Connection } from "vscode-languageserver";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { CancelledError } from "../features/loader.ts";
import type { Cancellation, Host } from "../host.ts";

export class Requests {
  readonly #connection: Connection;
  readonly #host: Host;

  constructor(connection: Connection, host: Host) {
    this.#connection = connection;
    this.#host = host;
  }

  /** `work`'s answer; `neutral` when it failed; a protocol error when it was cancelled. */
  async run<T, E = void>(
    name: string,
    token: CancellationToken,
    neutral: T,
    work: (cancellation: Cancellation) => Promise<T>,
  ): Promise<T | ResponseError<E>> {
    const started = this.#host.now();
    try {
      // Lets what is already on its way arrive first: a cancellation, or the edit that makes this request moot.
      await new Promise<void>((resolve) => this.#host.timer(0, resolve));
      if (token.isCancellationRequested) throw new CancelledError();
      const answer = await work(cancellationOf(token));
      this.#connection.tracer.log(`${name}: ${Math.round(this.#host.now() - started)} ms`);
      return answer;
    } catch (error) {
      if (error instanceof CancelledError || token.isCancellationRequested) {
        return new ResponseError<E>(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
      }
      this.#connection.console.error(`${name} failed: ${described(error)}`);
      return neutral;
    }
  }
}

/** An error with its stack, for the log. */
export function described(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function cancellationOf(token: CancellationToken): Cancellation {
  return {
    get cancelled() {
      return token.isCancellationRequested;
    },
  };
}
