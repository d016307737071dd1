import { z } from 'zod'

/** The number of a mail, as text: there may be more of them than a double counts. */
export const mailIdSchema = z.string().regex(/^[1-9]\d{0,17}$/)
