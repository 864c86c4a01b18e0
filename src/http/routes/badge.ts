import { readFreshness } from '../../jobs/read-freshness.ts';
import { BADGE_SECONDS } from '../badge-cache.ts';
import { badgeFigures } from '../badge-figures.ts';
import { badgeSvg } from '../badge-svg.ts';
import { getRoute, NO_QUERY } from '../route.ts';

export const badgeRoute = getRoute(
  {
    summary: 'How fresh the universe is, as a picture',
    description: 'The same picture for five minutes, whoever asks.',
    query: NO_QUERY,
  },
  async ({ ports }) => {
    const figures = await ports.badge(async () => badgeFigures(await readFreshness(undefined, ports)));
    return new Response(badgeSvg(figures), {
      headers: {
        'content-type': 'image/svg+xml; charset=utf-8',
        'cache-control': `public, max-age=${BADGE_SECONDS}, s-maxage=${BADGE_SECONDS}`,
        // It is made to be shown by other pages.
        'cross-origin-resource-policy': 'cross-origin',
      },
    });
  },
);
