import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { Page } from '../ui/Page.tsx'

export function MyApplicationsPage() {
  const mine = useQuery({
    queryKey: ['applicant', 'mine'],
    queryFn: () => api.applicant.getMyApplications.query(),
  })
  return <Page title="My applications">{mine.data?.applications.length}</Page>
}
