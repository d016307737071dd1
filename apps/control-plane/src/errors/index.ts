export { type ErrorKind, isKnownError, type KnownError } from './known-error.ts'
export { InvalidInputError, parseInput } from './parse-input.ts'
export { problem, toProblem } from './problem.ts'
export { TRPC_CODES } from './trpc-code.ts'
