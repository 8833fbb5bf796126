"""The rationale of each diagnostic: why it matters, in a sentence or two, with figures where it can."""

from __future__ import annotations

from collections.abc import Mapping

from upheld.language.catalogue import Code

RATIONALE: Mapping[Code, str] = {
    Code.FILE_TOO_LARGE: "A file of that size is mostly evidence or a log that was named by mistake.",
    Code.WRONG_ENCODING: (
        "An agreement must say the same to everybody; a guessed encoding turns `€` into `â‚¬`."
    ),
    Code.HIDDEN_CHARACTER: (
        "Such a character can make a reader see another figure than the one that is judged."
    ),
    Code.TAB_INDENTATION: "One program shows a tab as four columns, the next as eight, and both look right.",
    Code.YAML_SYNTAX: (
        "Whatever stands behind that place is unread, so a promise may be lost without a trace."
    ),
    Code.DEEP_NESTING: "No term needs it; a file made to exhaust the reader does.",
    Code.SEVERAL_DOCUMENTS: "What stands in the second document looks agreed and never takes effect.",
    Code.EMPTY_FILE: "There is nothing to hold anybody to.",
    Code.ALIAS: "A later change in one place would change a promise in another that nobody looked at.",
    Code.TAG: "Two programs read the same tag differently; text is read as it stands here.",
    Code.MERGE_KEY: (
        "What a promise says would stand somewhere else; plans and `extends` do this in the open."
    ),
    Code.DUPLICATE_KEY: "Most programs silently keep the last of the two, some the first.",
    Code.UNUSABLE_KEY: "A placeholder that was never filled in is a promise nobody made.",
    Code.WRONG_SHAPE: "The reader could only guess which of several things is meant.",
    Code.UNKNOWN_KEY: (
        "A misspelt `excluding` excludes nothing, and the customer's figure would be judged without it."
    ),
    Code.MISSING_KEY: "Without it there is nothing to measure, or nothing to hold the figure against.",
    Code.MISPLACED_KEY: "It would be read by nobody, while its author believes that it holds.",
    Code.CONFLICTING_KEYS: "Only one of the two can hold, and each party would pick its own.",
    Code.EMPTY_VALUE: (
        "Nobody can tell whether nothing is meant or something was forgotten; write `to be agreed`."
    ),
    Code.UNREADABLE_VALUE: (
        "A guessed figure is worse than none: `5 m` is five minutes to one, five months to another."
    ),
    Code.UNKNOWN_WORD: "A misspelt `guarantee` must not silently become something weaker.",
    Code.REPEATED_VALUE: "Mostly a slip: another name was meant, and is missing now.",
    Code.WRONG_UNIT: "A figure in milliseconds can't be held against a target in megabits.",
    Code.UNKNOWN_NAME: "The promise would be about nothing, and could never be missed.",
    Code.UNUSABLE_NAME: "`at: objectives.shop.api` could be read in two ways.",
    Code.UNKNOWN_ZONE: (
        "The month of a promise begins at midnight somewhere; the wrong hour moves outages between months."
    ),
    Code.UNKNOWN_REGION: "Without the right holidays a clock runs on a day on which nobody works.",
    Code.UNUSED_NAME: "An exclusion that no objective names excludes nothing, whatever its author believes.",
    Code.STRANGE_NOUN: (
        "Every contract has its own words for things, so none is refused; a fee of the affected `dropelt` is "
        "asked for by that name, and a cap of each `server` does not hold what is owed for a `sever`."
    ),
    Code.EMPTY_TERM: "What never holds promises nothing.",
    Code.OVERLAPPING_VERSIONS: "A ticket of that date would have two due times.",
    Code.QUORUM_OUT_OF_REACH: "Every month would be kept, even one in which nothing worked.",
    Code.WEIGHT_SUM: (
        "With 60 % and 30 % somebody forgot a point or mistyped a share, and two readers would fill in the "
        "rest differently."
    ),
    Code.STALE_BEFORE_NEXT: "With checks every 60 s that hold for 30 s, half of all time would be unknown.",
    Code.LONGER_THAN_PERIOD: "Every period would be kept, even one in which nothing worked.",
    Code.DENOMINATOR_LENGTH: "A day of downtime is 3.3 % of 30 days, and 0.27 % of the year it is judged in.",
    Code.HOURS_MISSING: "Four business hours from Friday 16:00 end on Monday, or the same evening.",
    Code.TARGET_DIRECTION: "The service that is down all month would keep it best.",
    Code.TARGET_OUT_OF_RANGE: "A target nobody can keep, or nobody can miss, is no promise.",
    Code.IDLE_HOLIDAY: (
        "Mostly a slip of the pen: a day that was meant to be open stays closed, or the other way round."
    ),
    Code.EDGE_IN_CLOCK_CHANGE: (
        "02:30 happens twice in the last night of October; an hour of downtime is excluded or not."
    ),
    Code.CURRENCY_MISSING: "Fees and credits could not be compared or added up.",
    Code.CURRENCY_MISMATCH: "No rate of exchange is agreed, so what is owed could not be worked out.",
    Code.TARGET_WITHOUT_ALLOWANCE: (
        "One lost packet of one check would be a breach, whatever customers noticed."
    ),
    Code.TARGET_WITHOUT_POINT: (
        "The provider's own checks may say 100 % of a month in which no customer could log in."
    ),
    Code.UNPROVABLE_TARGET: (
        "99.99 % leaves 4 min 2 s in February. With a check every 60 s each outage is uncertain by up to 2 "
        "minutes, "
        "so three outages can use up the allowance or not be there at all, and neither party could prove "
        "which."
    ),
    Code.CAP_BELOW_CREDIT: (
        "What the one line promises, the other takes back; a customer counts on the first."
    ),
    Code.CAP_OF_NARROWER_FEE: (
        "A server of 72 EUR fails, and fifty times the lost time of all that is paid for is held to 72 EUR: "
        "either the credit was meant to be of the server's own fee, or both fees are needed to tell."
    ),
    Code.CREDIT_BEYOND_FEE: (
        "One and a half times the fee is paid back for a service that cost it once; a figure has slipped."
    ),
    Code.FEE_OF_ALL: (
        "A customer pays 9000 for hosting and 1000 for support: 15 % of the support fee is 150, and of all "
        "that is paid 1500."
    ),
    Code.FIGURE_OF_ALL: (
        "The mean latency of forty circuits is too high: nobody can say which of them is credited, and what."
    ),
    Code.CAPS_CONTRADICT: (
        "One party reads the higher figure, the other the lower; a month of outages makes it a dispute."
    ),
    Code.IDLE_CAP: (
        "A month in which everything fails would be owed less than the cap of a month says; one of the two "
        "figures is likely another one."
    ),
    Code.CAP_YEAR: (
        "Credits of November and of February are of one contract year, of two calendar years and of one "
        "stretch of 12 months: the cap may bind or not."
    ),
    Code.CONVENTION_DEFAULT: (
        "The same evidence can give 99.9 % by one convention and 99.8 % by another; whoever reads the file "
        "should know "
        "which one holds."
    ),
    Code.TERM_DEFAULT: (
        "A reader of the text may take a promise for an aim, or an automatic answer for a response."
    ),
    Code.EITHER: (
        "Each alternative may give another verdict, so the statement would have to show all of them."
    ),
    Code.HOLE: "A draft is welcome to have holes; a month can't be judged by one.",
    Code.ACCEPTED_NOTHING: (
        "Either the text has changed since, or another place was meant and is still not accepted."
    ),
    Code.EXTENDS_MISSING: "Everything that stands in that file would be left out of the agreement.",
    Code.EXTENDS_OUTSIDE: (
        "Whoever is handed the folder must have the whole agreement, and nothing else of the computer."
    ),
    Code.EXTENDS_CYCLE: "Neither file could be read first.",
    Code.PLAN_CYCLE: "Neither plan could be read first.",
    Code.ORDER_REPEATS: "Once the terms change, the order form would go on saying what they said before.",
    Code.ORDER_DIFFERS: "Both should see at a glance where this customer has other terms than all others.",
    Code.ORDER_OUTSIDE_TERM: "On those days there would be a fee and no promise.",
    Code.ORDER_UNCOVERED: "The customer would pay for something that is promised to nobody on that plan.",
    Code.PERIOD_UNSTATED: (
        "An outage of 2 hours misses 99.9 % of its month by far, and keeps 99.9 % of its quarter: 2 h 9 "
        "min 36 s "
        "are allowed in 90 days."
    ),
    Code.PERCENTILE_UNSTATED: "The 75th percentile of page loads is mostly half of the 95th.",
    Code.EMPTY_SLICES: (
        "Who sends requests in one slice of a hundred, and sees them all fail, has an availability of 99 % "
        "by one reading and of 0 % by the other."
    ),
    Code.SNAPSHOT_CADENCE: "One day in autumn has 25 hours, so a snapshot each midnight is late once a year.",
    Code.SAMPLING_UNSTATED: "A day without a record is a gap in a figure of every minute, not in one a week.",
    Code.AUTOMATIC_REPLY: "A machine acknowledges within a second; a person reads the ticket hours later.",
    Code.UPDATE_EFFECT: "With the first reading a week of silence may follow the first update.",
    Code.NOTIFICATION_START: (
        "What nobody noticed for a week is told in time by one reading, and late by another."
    ),
    Code.LOAD_UNDEFINED: "A slow hour can always be called an hour of another load.",
    Code.REGION_SHARE: "Of 20 regions, 11 are “most” to one reader and 19 to the next.",
    Code.CREDIT_BLOCKS: "1.9 % of downtime earn 10 %, 19 % or 20 % of the fee, as one counts.",
    Code.CREDITED_DOWNTIME: (
        "At 99.9 %, downtime of 1.05 % has one full per cent to credit, or, beyond the 0.1 % that are "
        "allowed, none."
    ),
    Code.SUMMED_OUTAGES: (
        "Two outages of 20 minutes hold no half hour each, and together one with 10 minutes left over."
    ),
    Code.FEE_PERIOD: "Half of a yearly fee is six months of it.",
    Code.WAIVER_CHOICE: "Whoever chooses takes what costs the other more.",
    Code.CREDIT_OF_MEMBERS: (
        "Two machines failed under the one service level that is chosen: 10 EUR are owed for each of them, "
        "or for one."
    ),
    Code.PLAN_DATE: (
        "Who was downgraded after the breach is owed a credit by one reading, and none by the other."
    ),
    Code.DOWNTIME_CREDIT: "A ticket that was answered late has no downtime of which a share could be taken.",
    Code.CLAIM_START: (
        "Outages on 2 and 28 June, claimed on 5 July: within 7 days of the second or of the month, too late "
        "for the first."
    ),
    Code.CREDITED_MONTH: (
        "A miss in January, claimed in March: the credit belongs on the bill for February, or that for April."
    ),
    Code.CREDIT_REMAINDER: "A credit of 60 EUR on a bill of 50 EUR: the other 10 EUR are owed, or lost.",
    Code.MAINTENANCE_EXCESS: ("A work of three hours where one may take two: an hour of downtime, or three."),
    Code.CLAIM_ELIGIBILITY: (
        "An outage of nine hours on 3 June makes 99 % of June unreachable at once: thirty days end on 3 "
        "July or on 30 July."
    ),
    Code.BREACH_WINDOW: (
        "Breaches on 20 January, 15 February, 10 April and 10 July lie within six months by date; no six "
        "calendar months hold all four."
    ),
    Code.NOTICE_EFFECT: (
        "4 hours of work announced late in April leave 99.4444 %, or 100 % and a missed notice."
    ),
    Code.UNDEFINED_WORD: (
        "A word without a figure is decided after the fact, by whoever holds the records. Each message "
        "names what to "
        "declare in its place."
    ),
    Code.OPEN_LIST: "The party that drafted the list can add to it after an outage.",
    Code.WEAKENED_PROMISE: "Every miss can be called one of the cases in which it may be missed.",
    Code.UNMEASURABLE_PROMISE: (
        "What has no measure is neither kept nor broken; a customer still relies on it."
    ),
    Code.REVERSED_WORDS: (
        "A court reads what is written: a response that begins with the reply is never late."
    ),
    Code.APPROXIMATE_FIGURE: (
        "99.9 % of February are 40 min 19.2 s, of March 44 min 38.4 s: 42 minutes of downtime in February "
        "miss the "
        "percentage and not the “43 minutes”."
    ),
    Code.AMBIGUOUS_FORCE: (
        "By one reading a miss is owed a credit and counts towards termination, by the other it is a line "
        "in a report."
    ),
    Code.AMBIGUOUS_ZONE: (
        "In July 9:00 CET is 10:00 on every wall in Belgium: a ticket of 17:30 has come in time or not."
    ),
    Code.RANGE_BOUND: "Whoever reads the promise reads the lower end, whoever keeps it the upper one.",
    Code.AMBIGUOUS_DAY: "Three days from Thursday noon end on Sunday, or on Tuesday.",
    Code.CLOCK_HOURS: "55 hours lie between Saturday 02:00 and Monday 09:20, and 20 minutes of office hours.",
    Code.CLAIM_CLOSES_EARLY: (
        "An outage of 2 June must be claimed by 9 June, and whether June misses 99.9 % shows on 1 July."
    ),
    Code.MONTHS_OF_LONGER_PERIOD: (
        "A promise for a quarter is broken once in it: nobody could ever leave after three months in a row."
    ),
    Code.RIGHT_OF_NO_GUARANTEE: (
        "The miss of a target breaks nothing: whoever waits for three bad months of it waits for ever."
    ),
    Code.UNDEFINED_HOURS: (
        "Two office hours from Saturday 02:00 end at 04:00 the same night, or on Monday at 11:00."
    ),
    Code.SWALLOWING_EXCLUSION: "What is left of the promise can't be broken.",
    Code.UNLIMITED_EXCLUSION: "A provider may announce any outage as maintenance while it lasts.",
    Code.EXCLUSION_WITHOUT_EVIDENCE: (
        "Excluded time decides verdicts: two hours more or less are 99.7 % or 100 % of a month."
    ),
    Code.OUTAGE_WITHIN_TARGET: (
        "Half an hour of one outage is no more than the 43 minutes that 99.9 % allows: the table would give "
        "5 %, and nothing is owed."
    ),
    Code.EVIDENCE_UNSTATED: "A record will do, and the agreement should say whose.",
    Code.PRIORITY_GAP: "Whoever classifies gives such a ticket the lowest class, or none.",
    Code.PRIORITY_OVERLAP: "The same slow hour is answered in 15 minutes or in 30, as somebody calls it.",
    Code.PRIORITY_INVERSION: (
        "Customers learn to report their worst troubles as lesser ones, and the desk to answer them first."
    ),
    Code.CONTRADICTORY_TARGETS: "A reply after one hour keeps the one and breaks the other.",
    Code.UNCONNECTED_PRIORITIES: "A ticket has one priority; under the other clock it has no target, or any.",
    Code.BUSINESS_DAYS_ALWAYS: (
        "A request of Friday night would be due on Saturday, though nobody calls Saturday a business day."
    ),
    Code.OUTSIDE_HOURS_NEVER: (
        "A customer who reports at night was promised the longer time, and is owed the shorter from that "
        "date on, or not."
    ),
    Code.TOO_FEW_SAMPLES: (
        "The 95th percentile of ten samples is the slowest of them: one slow page decides the month."
    ),
    Code.CREDIT_WITHOUT_FORMULA: "A credit that “may” be given in no amount is a courtesy, and no remedy.",
    Code.CREDIT_WITHOUT_CAP: (
        "Eleven breaches at 10 % are more than the customer has paid; the provider will not want to mean "
        "that."
    ),
    Code.CREDIT_BAND_GAP: (
        "Where bands end at 99.5 % and go on at 99 %, a month of 99.2 % earns nothing, 10 % or 25 %, and a "
        "better one is credited for certain."
    ),
    Code.CREDIT_BAND_OVERLAP: "At exactly 99 %, “99.9 % to 99 %” and “99 % to 95 %” owe two amounts.",
    Code.CREDIT_BAND_BOUNDARY: (
        "A month of exactly 99.9 % keeps its promise and is credited, or breaks it and is not."
    ),
    Code.CREDIT_FALLS: "A provider who is down for longer owes less: two rows of the table may be exchanged.",
    Code.CREDIT_EXCLUSIONS_DIFFER: (
        "A month can be a breach and owe no credit, or owe one for what was not counted."
    ),
    Code.BREACH_UNIT: "Three late tickets in a month are one breach or three, so 10 % of the fee or 30 %.",
}
"""Every code has one; a test sees to it."""
