import { z } from 'zod'
import { declareJob } from '../jobs/index.ts'

/** An application was approved: whoever issues credentials takes it from here. */
export const applicationApproved = declareJob(
  'application.approved',
  z.object({ applicationId: z.number().int() }),
)
