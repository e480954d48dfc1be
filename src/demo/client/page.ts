import { setUpConsent } from './consent.ts'
import { refreshTrending } from './trending.ts'

setUpConsent()
void refreshTrending()
