import { troubleOf } from '../api/client.ts'
import { formatCount } from '../format/number.ts'
import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useAuditVerdict } from './use-audit-log.ts'

/** Whether the log is whole, in a sentence, with the hash to note elsewhere. */
export function ChainVerdict() {
  const { data, error, isFetching, refetch } = useAuditVerdict()
  const look = isFetching || (!data && !error) ? 'plain' : data?.whole ? 'success' : 'trouble'
  return (
    <Notice look={look}>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <div className="flex flex-wrap items-center gap-x-3">
          {isFetching ? (
            'Walking the whole log …'
          ) : data?.whole ? (
            <>
              <strong>The chain is whole.</strong>
              <span className="text-ink">
                {formatCount(BigInt(data.head.entries))} entries, the last hash is
              </span>
              <HexText hex={data.head.hash} label="hash of the last entry" />
            </>
          ) : data ? (
            <span>
              <strong>The chain is broken:</strong> {data.finding}.
            </span>
          ) : (
            troubleOf(error).message
          )}
        </div>
        <Button disabled={isFetching} onClick={() => refetch()}>
          Verify again
        </Button>
      </div>
    </Notice>
  )
}
