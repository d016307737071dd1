const KEPT_CHARACTERS = 2_000

/** The last words of a program, for the error that reports its end. */
export class OutputTail {
  #text = ''

  add(chunk: Buffer | string): void {
    this.#text = (this.#text + chunk.toString()).slice(-KEPT_CHARACTERS)
  }

  text(): string {
    return this.#text.trim()
  }
}
