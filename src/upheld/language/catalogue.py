"""The catalogue of diagnostics: every code, how grave it is, what it means, and a line that earns it."""

from __future__ import annotations

from enum import Enum


class Level(Enum):
    """How grave a diagnostic is: with an error there is no agreement; warnings and notes let it stand."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Group(Enum):
    """What part of reading a code belongs to."""

    FILE = "the file as text"
    KEYS = "keys and their places"
    VALUES = "single values"
    NAMES = "names and references"
    SENSE = "what the terms say together"
    OPEN = "what the text leaves open"
    FILES = "several files, and plans"
    WORDS = "words that can't be measured"
    EXCLUDED = "what is left out"
    TOGETHER = "promises beside one another"


class Code(Enum):
    """A kind of trouble; its label is stable, so that people can look it up and machines can filter by it."""

    def __init__(self, label: str, level: Level, group: Group, meaning: str, example: str) -> None:
        self.label = label
        self.level = level
        self.group = group
        self.meaning = meaning
        self.example = example

    FILE_TOO_LARGE = (
        "file-too-large",
        Level.ERROR,
        Group.FILE,
        "The file is over 1 MB; an agreement is some kilobytes.",
        "a log file given by mistake",
    )
    WRONG_ENCODING = (
        "wrong-encoding",
        Level.ERROR,
        Group.FILE,
        "The file is not UTF-8, so nobody can tell which letters it holds.",
        "a file saved as Latin-1",
    )
    HIDDEN_CHARACTER = (
        "hidden-character",
        Level.ERROR,
        Group.FILE,
        "A character stands in the file that can't be seen, or that changes the order of what is shown.",
        "a zero byte, or U+202E in front of `99.9 %`",
    )
    TAB_INDENTATION = (
        "tab-indentation",
        Level.ERROR,
        Group.FILE,
        "A line is indented with a tab, whose width nobody knows.",
        "<tab>points: [web]",
    )
    YAML_SYNTAX = (
        "yaml-syntax",
        Level.ERROR,
        Group.FILE,
        "The text is not YAML from this place on, so the rest of the file is not read.",
        "points: [web, api",
    )
    DEEP_NESTING = (
        "deep-nesting",
        Level.ERROR,
        Group.FILE,
        "Lists and mappings are nested deeper than any agreement needs.",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]…",
    )
    SEVERAL_DOCUMENTS = (
        "several-documents",
        Level.ERROR,
        Group.FILE,
        "The file holds more than one YAML document; what stands after `---` is not read.",
        "---",
    )
    EMPTY_FILE = (
        "empty-file",
        Level.ERROR,
        Group.FILE,
        "The file says nothing.",
        "# to be written",
    )
    ALIAS = (
        "alias",
        Level.ERROR,
        Group.FILE,
        "An anchor or an alias makes one text stand in two places; say everything where it holds.",
        "target: *usual",
    )
    TAG = (
        "tag",
        Level.ERROR,
        Group.FILE,
        "A YAML tag tells how to read a value; here the key does that.",
        "version: !!str 2",
    )
    MERGE_KEY = (
        "merge-key",
        Level.ERROR,
        Group.FILE,
        "A merge key brings in keys from elsewhere; say everything where it holds.",
        "<<: *usual",
    )
    DUPLICATE_KEY = (
        "duplicate-key",
        Level.ERROR,
        Group.FILE,
        "One key or name stands twice in one mapping; only one of the two could hold.",
        "two objectives called `uptime`",
    )
    UNUSABLE_KEY = (
        "unusable-key",
        Level.ERROR,
        Group.FILE,
        "A key is empty, or a list or a mapping where a word is expected.",
        "{{placeholder}}: 5",
    )
    WRONG_SHAPE = (
        "wrong-shape",
        Level.ERROR,
        Group.KEYS,
        "A list, a mapping or a single value stands where another of these is expected.",
        "points: {web: yes}",
    )
    UNKNOWN_KEY = (
        "unknown-key",
        Level.ERROR,
        Group.KEYS,
        "A key has no meaning where it stands.",
        "availability: {of: app, exluding: [works]}",
    )
    MISSING_KEY = (
        "missing-key",
        Level.ERROR,
        Group.KEYS,
        "Something that must be said is not said.",
        "an availability without `target`",
    )
    MISPLACED_KEY = (
        "misplaced-key",
        Level.ERROR,
        Group.KEYS,
        "A key means something only beside another one, which is not there.",
        "`notice` in an exclusion that is not of maintenance",
    )
    CONFLICTING_KEYS = (
        "conflicting-keys",
        Level.ERROR,
        Group.KEYS,
        "Two keys stand together that exclude one another.",
        "an objective with both `availability` and `response`",
    )
    EMPTY_VALUE = (
        "empty-value",
        Level.ERROR,
        Group.KEYS,
        "A key or a list has nothing in it.",
        "provider:",
    )
    UNREADABLE_VALUE = (
        "unreadable-value",
        Level.ERROR,
        Group.VALUES,
        "A value can't be read as what its key expects.",
        "target: 99.9 hours",
    )
    UNKNOWN_WORD = (
        "unknown-word",
        Level.ERROR,
        Group.VALUES,
        "A value is none of the words its key allows.",
        "force: garantee",
    )
    REPEATED_VALUE = (
        "repeated-value",
        Level.ERROR,
        Group.VALUES,
        "A value stands in one list twice.",
        "plans: [free, free]",
    )
    UNKNOWN_NAME = (
        "unknown-name",
        Level.ERROR,
        Group.NAMES,
        "A name is referred to that nothing in the agreement has.",
        "of: aap",
    )
    UNUSABLE_NAME = (
        "unusable-name",
        Level.ERROR,
        Group.NAMES,
        "A name has characters that would make references to it unclear.",
        "a service called `shop.api`",
    )
    UNKNOWN_ZONE = (
        "unknown-zone",
        Level.ERROR,
        Group.NAMES,
        "A time zone is not one of the tz database.",
        "time_zone: Brussels",
    )
    UNKNOWN_REGION = (
        "unknown-region",
        Level.ERROR,
        Group.NAMES,
        "A country or subdivision is none whose public holidays are known.",
        "holidays: UK",
    )
    UNUSED_NAME = (
        "unused-name",
        Level.WARNING,
        Group.NAMES,
        "Something is declared that nothing refers to, so it has no effect.",
        "hours that no objective uses",
    )
    STRANGE_NOUN = (
        "strange-noun",
        Level.WARNING,
        Group.NAMES,
        "A part of a service is called by a word that is nearly another one, or stands nowhere else.",
        "10 % of monthly fee of the affected dropelt",
    )
    EMPTY_TERM = (
        "empty-term",
        Level.ERROR,
        Group.SENSE,
        "Something ends before it begins, so it never holds.",
        "in_force: {from: 2025-01-01, until: 2024-01-01}",
    )
    OVERLAPPING_VERSIONS = (
        "overlapping-versions",
        Level.ERROR,
        Group.SENSE,
        "Two versions of the same hours hold on one date.",
        "[{open: always}, {from: 2025-09-01, open: always}]",
    )
    QUORUM_OUT_OF_REACH = (
        "quorum-out-of-reach",
        Level.ERROR,
        Group.SENSE,
        "More points or locations must fail than there are, so the service is never down.",
        "down_when: at least 3 points fail",
    )
    WEIGHT_SUM = (
        "weight-sum",
        Level.ERROR,
        Group.SENSE,
        "Weights of points don't come to 100 %, are missing or of two sorts, or there is nothing to weigh.",
        "points: [{name: eu, weight: 60 %}, {name: us, weight: 30 %}]",
    )
    STALE_BEFORE_NEXT = (
        "stale-before-next",
        Level.ERROR,
        Group.SENSE,
        "A sample stops holding before the next one is taken, so part of all time would be unknown.",
        "stale_after: 30 s",
    )
    LONGER_THAN_PERIOD = (
        "longer-than-period",
        Level.ERROR,
        Group.SENSE,
        "A slice, or what an outage must last, is longer than the period it is counted in.",
        "slices of 2 days in a rolling day",
    )
    DENOMINATOR_LENGTH = (
        "denominator-length",
        Level.WARNING,
        Group.SENSE,
        "Downtime is held against a fixed length that no period comes near.",
        "out_of: 30 days, with `period: calendar year`",
    )
    HOURS_MISSING = (
        "hours-missing",
        Level.ERROR,
        Group.SENSE,
        "Business time is promised by a clock that runs on no service hours.",
        "within: 4 business hours",
    )
    TARGET_DIRECTION = (
        "target-direction",
        Level.ERROR,
        Group.SENSE,
        "A target points the wrong way: it is met by being bad.",
        "target: <= 99.9 %",
    )
    TARGET_OUT_OF_RANGE = (
        "target-out-of-range",
        Level.ERROR,
        Group.SENSE,
        "A target that can never be met, or never be missed.",
        "target: 100.1 %",
    )
    CURRENCY_MISSING = (
        "currency-missing",
        Level.ERROR,
        Group.SENSE,
        "An amount of money stands in an agreement that has no currency.",
        "per_breach: 50 EUR",
    )
    CURRENCY_MISMATCH = (
        "currency-mismatch",
        Level.ERROR,
        Group.SENSE,
        "An amount is in another currency than the agreement.",
        "cap: 200 USD per month",
    )
    TARGET_WITHOUT_ALLOWANCE = (
        "target-without-allowance",
        Level.WARNING,
        Group.SENSE,
        "A target of 100 % leaves no allowance: a single failed check misses it.",
        "target: 100 %",
    )
    UNPROVABLE_TARGET = (
        "unprovable-target",
        Level.WARNING,
        Group.SENSE,
        "The sampling is too coarse for the target: the edges of four outages outweigh the allowance.",
        "99.99 % a month with checks every 60 s",
    )
    CAP_BELOW_CREDIT = (
        "cap-below-credit",
        Level.WARNING,
        Group.SENSE,
        "The cap is less than what one breach earns.",
        "per_breach: 20 % of monthly fee",
    )
    CAP_OF_NARROWER_FEE = (
        "cap-of-narrower-fee",
        Level.WARNING,
        Group.SENSE,
        "The cap is a share of what one affected thing costs, and the credit of what more than that costs.",
        "lost_time: 50, with cap: 100 % of monthly fee of the affected server per incident",
    )
    CREDIT_BEYOND_FEE = (
        "credit-beyond-fee",
        Level.WARNING,
        Group.SENSE,
        "A credit is more than the fee it is a share of.",
        "amount: 150 % of monthly fee",
    )
    FEE_OF_ALL = (
        "fee-of-all",
        Level.WARNING,
        Group.SENSE,
        "An amount names a fee after one of several services, and is read as a share of all that is paid.",
        "per_breach: 15 % of quarterly support fee",
    )
    FIGURE_OF_ALL = (
        "figure-of-all",
        Level.WARNING,
        Group.SENSE,
        "One figure of everything is promised, and its miss is credited of the affected circuit or machine.",
        "per_breach: 10 % of monthly fee of the affected circuit",
    )
    CAPS_CONTRADICT = (
        "caps-contradict",
        Level.ERROR,
        Group.SENSE,
        "Two caps for the same time differ, so nobody can tell the most that is owed.",
        "cap: [50 % of monthly fee per month, 100 % of monthly fee per month]",
    )
    IDLE_CAP = (
        "idle-cap",
        Level.WARNING,
        Group.SENSE,
        "The cap for a longer time is less than this one, which so never binds.",
        "cap: [100 % of monthly fee per month, 50 % of monthly fee per quarter]",
    )
    CONVENTION_DEFAULT = (
        "convention-default",
        Level.NOTE,
        Group.SENSE,
        "Conventions that matter here are not declared, so their defaults hold.",
        "missing_data: indeterminate",
    )
    EITHER = (
        "either",
        Level.WARNING,
        Group.OPEN,
        "The text allows each of several values, and the file does not say which one holds.",
        'either: [">= 99.9 %", ">= 99.5 %"]',
    )
    HOLE = (
        "hole",
        Level.WARNING,
        Group.OPEN,
        "A value is still to be agreed. Such an agreement can be checked and drafted, but not judged.",
        "within: to be agreed",
    )
    ACCEPTED_NOTHING = (
        "accepted-nothing",
        Level.WARNING,
        Group.OPEN,
        "What is accepted is not reported there; or it is a question, which is answered, not accepted.",
        "{code: unused-name, at: hours.office, because: kept for next year}",
    )
    EXTENDS_MISSING = (
        "extends-missing",
        Level.ERROR,
        Group.FILES,
        "A file that is built on is not there, or can't be read.",
        "extends: standart.yaml",
    )
    EXTENDS_OUTSIDE = (
        "extends-outside",
        Level.ERROR,
        Group.FILES,
        "A file is built on that does not lie in the folder of the agreement or below it.",
        "extends: ../standard.yaml",
    )
    EXTENDS_CYCLE = (
        "extends-cycle",
        Level.ERROR,
        Group.FILES,
        "A file is built on itself, by way of others or at once.",
        "extends: agreement.yaml",
    )
    PLAN_CYCLE = (
        "plan-cycle",
        Level.ERROR,
        Group.FILES,
        "A plan is built on itself, by way of others or at once.",
        "{a: {extends: b}, b: {extends: a}}",
    )
    ORDER_REPEATS = (
        "order-repeats",
        Level.WARNING,
        Group.FILES,
        "An order form says once more what the terms say that it is built on.",
        "currency: EUR",
    )
    ORDER_DIFFERS = (
        "order-differs",
        Level.NOTE,
        Group.FILES,
        "An order form says otherwise than the terms that it is built on; what it says holds.",
        'objectives: {uptime: {target: ">= 99.95 %"}}',
    )
    ORDER_OUTSIDE_TERM = (
        "order-outside-term",
        Level.ERROR,
        Group.SENSE,
        "A subscription runs when the agreement is not in force.",
        "order: {customer: Example Ltd, from: 2025-12-01}",
    )
    ORDER_UNCOVERED = (
        "order-uncovered",
        Level.ERROR,
        Group.SENSE,
        "A service is ordered that the plan does not cover.",
        "order: {customer: Example Ltd, plan: basic, services: [search]}",
    )
    WRONG_UNIT = (
        "wrong-unit",
        Level.ERROR,
        Group.SENSE,
        "A target is of another kind than what is measured, or a measure of another kind than its figure.",
        'a mean load time with `target: ">= 100 Mbps"`',
    )
    PERIOD_UNSTATED = (
        "period-unstated",
        Level.WARNING,
        Group.OPEN,
        "A figure is promised, and not over which stretch of time it is taken.",
        "an average load time without `period`",
    )
    PERCENTILE_UNSTATED = (
        "percentile-unstated",
        Level.WARNING,
        Group.OPEN,
        "A percentile is promised, and not which one.",
        "percentile: {of: page_load}",
    )
    EMPTY_SLICES = (
        "empty-slices",
        Level.WARNING,
        Group.OPEN,
        "A mean of error rates is promised, and nothing says what a slice without requests counts as.",
        "slices: {of: 5 min, figure: mean of error rates}",
    )
    LOAD_UNDEFINED = (
        "load-undefined",
        Level.WARNING,
        Group.OPEN,
        "A figure is promised under a load that nothing defines.",
        "loads: {normal load: {}}",
    )
    REGION_SHARE = (
        "region-share",
        Level.WARNING,
        Group.OPEN,
        "A promise holds in some of the regions, and nothing says in how many.",
        "regions: most",
    )
    UNDEFINED_WORD = (
        "undefined-word",
        Level.WARNING,
        Group.WORDS,
        "A word of the text has no figure and no judge, and no key beside it says what it stands for.",
        "“most regions”, “typically”, “normal load”",
    )
    OPEN_LIST = (
        "open-list",
        Level.WARNING,
        Group.WORDS,
        "The text lists what is meant and says that the list is not all of it.",
        "open_list: yes",
    )
    WEAKENED_PROMISE = (
        "weakened-promise",
        Level.WARNING,
        Group.WORDS,
        "Words beside a promise take part of it back without saying which.",
        "qualified_by: [results may vary]",
    )
    UNMEASURABLE_PROMISE = (
        "unmeasurable-promise",
        Level.WARNING,
        Group.WORDS,
        "Something is promised without any measure of it.",
        "“free of software glitches”",
    )
    REVERSED_WORDS = (
        "reversed-words",
        Level.WARNING,
        Group.WORDS,
        "Words that, taken literally, say the opposite of what they can mean.",
        "“response times begin with substantive replies”",
    )
    APPROXIMATE_FIGURE = (
        "approximate-figure",
        Level.WARNING,
        Group.WORDS,
        "The text gives its allowance as a round figure that its own percentage contradicts.",
        "“99.9 % … approximately 43 minutes”",
    )
    AMBIGUOUS_FORCE = (
        "ambiguous-force",
        Level.WARNING,
        Group.WORDS,
        "The words aim at something, and nothing says whether a miss is a breach or is only reported.",
        "“aiming for resolution within”",
    )
    UNDEFINED_HOURS = (
        "undefined-hours",
        Level.WARNING,
        Group.WORDS,
        "The text speaks of business or office hours, and the clock runs on none.",
        "“during office hours”",
    )
    SWALLOWING_EXCLUSION = (
        "swallowing-exclusion",
        Level.WARNING,
        Group.EXCLUDED,
        "An exclusion is so wide that nothing is left of the promise.",
        "{during: always}",
    )
    UNLIMITED_EXCLUSION = (
        "unlimited-exclusion",
        Level.WARNING,
        Group.EXCLUDED,
        "Maintenance is left out without notice, hours or any other bound.",
        "maintenance: planned",
    )
    EXCLUSION_WITHOUT_EVIDENCE = (
        "exclusion-without-evidence",
        Level.WARNING,
        Group.EXCLUDED,
        "Whether an exclusion applies is a judgement, and nothing says how it is shown or who decides.",
        "cause: beyond reasonable control",
    )
    PRIORITY_INVERSION = (
        "priority-inversion",
        Level.WARNING,
        Group.TOGETHER,
        "A lower priority is promised a shorter time than a higher one.",
        "{level 1: 24 h, level 3: 12 h}",
    )
    CONTRADICTORY_TARGETS = (
        "contradictory-targets",
        Level.WARNING,
        Group.TOGETHER,
        "One thing is promised twice, with different targets.",
        "two responses for `critical`: 30 min and 2 h",
    )
    UNCONNECTED_PRIORITIES = (
        "unconnected-priorities",
        Level.WARNING,
        Group.TOGETHER,
        "One clock is promised by priorities that another clock does not know.",
        "response for `critical`, resolution for `urgent`",
    )
    OUTSIDE_HOURS_NEVER = (
        "outside-hours-never",
        Level.WARNING,
        Group.TOGETHER,
        "A time is promised for tickets from outside hours that never close.",
        "outside_hours: 2 hours",
    )
    BUSINESS_DAYS_ALWAYS = (
        "business-days-always",
        Level.WARNING,
        Group.TOGETHER,
        "A time is counted in business days of hours that never close, so that every day is one.",
        "within: next business day",
    )
    TOO_FEW_SAMPLES = (
        "too-few-samples",
        Level.WARNING,
        Group.TOGETHER,
        "A percentile may be judged on so few samples that chance decides it.",
        "percentile: {of: lcp, p: 99}",
    )
    CREDIT_BLOCKS = (
        "credit-blocks",
        Level.WARNING,
        Group.OPEN,
        "A credit is owed for every so much downtime, and nothing says what less than a whole of it earns.",
        "{amount: 10 % of monthly fee, per: 1 %}",
    )
    CREDITED_DOWNTIME = (
        "credited-downtime",
        Level.WARNING,
        Group.OPEN,
        "A credit is owed for so much downtime, and nothing says whether what the target allows counts too.",
        "{amount: 10 % of monthly fee, per: 1 %}",
    )
    SUMMED_OUTAGES = (
        "summed-outages",
        Level.WARNING,
        Group.OPEN,
        "A credit is owed for so long a downtime, and nothing says whether each outage counts by itself.",
        "{amount: 5 % of monthly fee, per: 30 min, counted: per full}",
    )
    FEE_PERIOD = (
        "fee-period",
        Level.WARNING,
        Group.OPEN,
        "A credit is a share of a fee, and nothing says whether of that for a month or for a year.",
        "amount: 50 % of the subscription cost",
    )
    WAIVER_CHOICE = (
        "waiver-choice",
        Level.WARNING,
        Group.OPEN,
        "A credit or a waiver of charges is promised, and nothing says who chooses.",
        "or_waiver: service charges",
    )
    CREDIT_OF_MEMBERS = (
        "credit-of-members",
        Level.WARNING,
        Group.OPEN,
        "Of credits that meet only one is owed, and nothing says whether that is all that one promise earns.",
        "combined: highest only",
    )
    PLAN_DATE = (
        "plan-date",
        Level.WARNING,
        Group.OPEN,
        "Some plans are owed credits, and nothing says when a customer must be on one of them.",
        "eligible: {plans: [enterprise]}",
    )
    DOWNTIME_CREDIT = (
        "downtime-credit",
        Level.ERROR,
        Group.SENSE,
        "A credit for so much downtime is promised for something that has no availability.",
        "{for: [first_response], amount: 10 % of monthly fee, per: 1 %}",
    )
    CREDIT_WITHOUT_FORMULA = (
        "credit-without-formula",
        Level.WARNING,
        Group.TOGETHER,
        "A credit is held out, and nothing says how much.",
        "amount: not stated",
    )
    CREDIT_WITHOUT_CAP = (
        "credit-without-cap",
        Level.WARNING,
        Group.TOGETHER,
        "Nothing bounds the credits of a month.",
        "credits without `cap`",
    )
    CREDIT_BAND_GAP = (
        "credit-band-gap",
        Level.WARNING,
        Group.OPEN,
        "A figure that misses the target lies in none of the bands of a credit.",
        "[{at_least: 99.5 %, below: 99.9 %, ...}, {below: 99 %, ...}]",
    )
    CREDIT_BAND_OVERLAP = (
        "credit-band-overlap",
        Level.WARNING,
        Group.OPEN,
        "A figure lies in two bands of a credit, and nothing says which is owed.",
        "[{at_least: 99 %, below: 99.9 %, ...}, {at_most: 99 %, ...}]",
    )
    CREDIT_BAND_BOUNDARY = (
        "credit-band-boundary",
        Level.WARNING,
        Group.TOGETHER,
        "The bands of a credit do not begin where the target ends.",
        'target: ">= 99.9 %", and bands from `at_most: 99.9 %` down',
    )
    CREDIT_FALLS = (
        "credit-falls",
        Level.WARNING,
        Group.TOGETHER,
        "A graver miss earns a smaller credit than a milder one.",
        "[{below: 99.9 %, amount: 25 EUR}, {below: 99 %, amount: 10 EUR}]",
    )
    CREDIT_EXCLUSIONS_DIFFER = (
        "credit-exclusions-differ",
        Level.WARNING,
        Group.TOGETHER,
        "What keeps a credit from being owed is not what is left out of the measurement.",
        "conditions: {not_for: [misuse]}",
    )
    BREACH_UNIT = (
        "breach-unit",
        Level.WARNING,
        Group.OPEN,
        "An amount is owed for each breach, and nothing says what one breach is.",
        "per_breach: 10 % of monthly fee",
    )
    OUTAGE_WITHIN_TARGET = (
        "outage-within-target",
        Level.NOTE,
        Group.SENSE,
        "Outages are credited one by one, and only in a month that misses a target which allows some.",
        "{for: uptime, bands_by: each outage, bands: [{at_least: 1 h, amount: 5 % of monthly fee}]}",
    )
    EVIDENCE_UNSTATED = (
        "evidence-unstated",
        Level.NOTE,
        Group.EXCLUDED,
        "Exclusions that a record would show, or a fact that a statement would, name no evidence.",
        "{cause: third-party outage, parties: [Example CDN]}",
    )
    IDLE_HOLIDAY = (
        "idle-holiday",
        Level.WARNING,
        Group.SENSE,
        "A holiday is struck or moved that the region does not have.",
        "{country: BE, except: [Boxing Day]}",
    )
    EDGE_IN_CLOCK_CHANGE = (
        "edge-in-clock-change",
        Level.WARNING,
        Group.SENSE,
        "Hours open or close at a time that clocks skip in spring, or show twice in autumn.",
        "Sun 02:30-06:00",
    )
    PRIORITY_GAP = (
        "priority-gap",
        Level.WARNING,
        Group.TOGETHER,
        "A trouble has no class, or a class has no time.",
        "{high: {impact: impact without workaround}, low: questions}",
    )
    PRIORITY_OVERLAP = (
        "priority-overlap",
        Level.WARNING,
        Group.TOGETHER,
        "The words of two priorities fit one trouble.",
        "“severe performance degradation” and “major performance issues”",
    )
    TARGET_WITHOUT_POINT = (
        "target-without-point",
        Level.WARNING,
        Group.TOGETHER,
        "Something is promised, and nothing says where it is measured.",
        "{app: {sampled_every: 60 s}}",
    )
    CLAIM_START = (
        "claim-start",
        Level.WARNING,
        Group.OPEN,
        "A credit must be claimed within some time, and nothing says what that time runs from.",
        "claims: {by: customer, within: 7 days}",
    )
    CREDITED_MONTH = (
        "credited-month",
        Level.WARNING,
        Group.OPEN,
        "A credit is set against the following month, and nothing says following what.",
        "payment: {as: service credit, applied_to: following month}",
    )
    CREDIT_REMAINDER = (
        "credit-remainder",
        Level.WARNING,
        Group.OPEN,
        "A credit is set against one bill, and nothing says what becomes of the part that is more than it.",
        "payment: {as: usage credit, applied_to: next invoice}",
    )
    CAP_YEAR = (
        "cap-year",
        Level.WARNING,
        Group.OPEN,
        "A cap is for a year, and nothing says whether of the calendar, of the contract or any 12 months.",
        "cap: 100 % of monthly fee per year",
    )
    BREACH_WINDOW = (
        "breach-window",
        Level.WARNING,
        Group.OPEN,
        "So many breaches within some months count, and nothing says how the months are laid over them.",
        "termination: {breaches: at least 4, within: 6 months}",
    )
    NOTICE_EFFECT = (
        "notice-effect",
        Level.WARNING,
        Group.OPEN,
        "Maintenance is left out and must be announced, and nothing says what becomes of it if it is late.",
        "{maintenance: planned, notice: at least 24 hours}",
    )
    AUTOMATIC_REPLY = (
        "automatic-reply",
        Level.WARNING,
        Group.OPEN,
        "An acknowledgement is promised, and nothing says whether an automatic one will do.",
        "acknowledgement: {}",
    )
    UPDATE_EFFECT = (
        "update-effect",
        Level.WARNING,
        Group.OPEN,
        "A resolution or an update is promised, and nothing says what is due after the update.",
        "resolution_or_update: office",
    )
    NOTIFICATION_START = (
        "notification-start",
        Level.WARNING,
        Group.OPEN,
        "Somebody is to be told within a time, and nothing says from when on it runs.",
        "notification: security event",
    )
    TERM_DEFAULT = (
        "term-default",
        Level.NOTE,
        Group.SENSE,
        "Promises do not write what they mean, so the defaults of their keys hold.",
        "force: guarantee",
    )
    CLOCK_HOURS = (
        "clock-hours",
        Level.WARNING,
        Group.OPEN,
        "The text promises a time and does not say in which hours it is counted.",
        "“resolved within 24 hours”",
    )
    CLAIM_CLOSES_EARLY = (
        "claim-closes-early",
        Level.WARNING,
        Group.TOGETHER,
        "A credit must be claimed before its period is over, and so before anybody knows that it is owed.",
        "{by: customer, within: 7 days, from: failure}",
    )
    MONTHS_OF_LONGER_PERIOD = (
        "months-of-longer-period",
        Level.WARNING,
        Group.TOGETHER,
        "A right needs months in a row with a breach, and what it goes by is judged over a longer time.",
        "[{consecutive_months_with_breach: 3}]",
    )
    RIGHT_OF_NO_GUARANTEE = (
        "right-of-no-guarantee",
        Level.WARNING,
        Group.TOGETHER,
        "A right to leave goes by a promise that is no guarantee, and whose miss is no breach.",
        "[{consecutive_months_with_breach: 3, of: latency}], of a `force: target`",
    )
    MAINTENANCE_EXCESS = (
        "maintenance-excess",
        Level.WARNING,
        Group.OPEN,
        "One work may last so long, and nothing says what becomes of one that lasts longer.",
        "{maintenance: planned, longest: 2 hours}",
    )
    CLAIM_ELIGIBILITY = (
        "claim-eligibility",
        Level.WARNING,
        Group.OPEN,
        "The time to claim runs from eligibility, and nothing says when that is.",
        "{by: customer, within: 30 days, from: eligibility}",
    )
    AMBIGUOUS_ZONE = (
        "ambiguous-zone",
        Level.WARNING,
        Group.OPEN,
        "An abbreviation names the time of winter, and nothing says what holds in summer.",
        "time_zone: CET",
    )
    RANGE_BOUND = (
        "range-bound",
        Level.WARNING,
        Group.OPEN,
        "A range stands where one bound must bind.",
        "within: 5-15 minutes",
    )
    AMBIGUOUS_DAY = (
        "ambiguous-day",
        Level.WARNING,
        Group.OPEN,
        "A time in days may count all of them, or those on which the business is open.",
        "within: 3 days",
    )
    SNAPSHOT_CADENCE = (
        "snapshot-cadence",
        Level.WARNING,
        Group.OPEN,
        "Snapshots are promised every so many days, and nothing says whether hours or dates are counted.",
        "snapshots: {of: database, every: 24 hours}",
    )
    SAMPLING_UNSTATED = (
        "sampling-unstated",
        Level.ERROR,
        Group.SENSE,
        "It is promised that a measure is watched, and nothing says how often it is measured.",
        "coverage: page_load",
    )
