/**
 * What the reading of a unit asked of its C model, so that another model can be asked the same: a model that gives
 * the same answers shares the unit, without the unit being read again.
 */
import type { CModel } from "../target/target.ts";
import type { ModelView } from "./arithmetic.ts";

interface Question {
  /** Asks again and answers as text. */
  readonly again: () => string;
  readonly answer: string;
}

/** The questions of one unit. */
export class ModelQuestions {
  readonly #view: ModelView;
  /** Undefined while questions are not remembered. */
  #asked: Question[] | undefined = [];

  constructor(view: ModelView) {
    this.#view = view;
  }

  /** Evaluates something, and remembers how to do so `again` when the answer depended on the model. */
  record<T>(evaluate: () => T, again: () => string, text: (result: T) => string): T {
    const view = this.#view;
    const before = view.asked;
    view.asked = false;
    const result = evaluate();
    if (view.asked) this.#asked?.push({ again, answer: text(result) });
    view.asked ||= before;
    return result;
  }

  /** Whether another model gives the same answer to everything that depended on the model so far. */
  agreesOn(model: CModel | undefined): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    const { value } = this.onModel(model, () => (asked ?? []).every(({ again, answer }) => again() === answer));
    this.#asked = asked;
    return value;
  }

  /** Evaluates something on another model, and says whether the model mattered. */
  onModel<T>(other: CModel | undefined, read: () => T): { readonly value: T; readonly asked: boolean } {
    const view = this.#view;
    const { model, asked } = view;
    view.model = other;
    view.asked = false;
    const answer = { value: read(), asked: view.asked };
    view.model = model;
    view.asked = asked;
    return answer;
  }

  /** From here on nothing is remembered. */
  seal(): void {
    this.#asked = undefined;
  }
}
