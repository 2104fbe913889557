"""What the answers mean.

Read in this order: `levels` (every item becomes a mark: a level, or why it has none), `practice` (marks become section
and overall numbers), `critical` (what no average can hide), `roadmap` (stages by gates), `risk` (how exposed the
situation is), `gaps` (what is missing, worst first); `score` puts them into one `Scorecard`.

From a scorecard follow `plan` (a drafted action plan), `whatif` (what an action would change), `progress` (what has
changed), `receipt` (why every number is what it is) with `verify` (for anybody to check), and `output` (the JSON that
is printed). `release` says which figures about several suppliers, or about workers, may be shown at all.

All of it is pure: values in, values out, no clock, exact arithmetic, rounding only in `output`. The instrument is
looked at once; what is found there is kept by the identity of the instrument.
"""
