const DAY_MS = 86_400_000

/** Within how many business days an applicant has an answer. */
export const ANSWER_DAYS = 5

/** The same time of day so many business days (Monday to Friday, UTC, holidays not counted) later. */
export function answerBy(submittedAt: Date, businessDays: number): Date {
  let at = submittedAt.getTime()
  for (let left = businessDays; left > 0; ) {
    at += DAY_MS
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return new Date(at)
}
