act-back = Back to { $number }
article-reading = (this organisation’s reading: { $reading })
case-acts = What you can do now
case-acts-common = Common to all cases
case-acts-none = There is nothing for you to do now.
case-assigned = Who works on it
case-class-grounds = Grounds
case-class-provisional = provisional
case-classes = Classes
case-closed = { $n ->
    [one] One act is closed now, and why
   *[other] { $n } acts are closed now, and why
}
case-closed-why = Not now: { $why }
case-file-itself = Read the file itself (this is recorded)
case-files = Files
case-held = Waiting to be settled: { $what }
case-identity-go = Open and record
case-identity-hint = Every opening is recorded with name, time and purpose.
case-identity-open = Open the identity
case-identity-opened = Opened and recorded. You see it on this page until { $when }; then it is closed again.
case-identity-purpose = Purpose of opening
case-identity-purpose-missing = State the purpose of opening the identity
case-limits = Limits
case-limits-none = No limit is running.
case-links = Linked cases
case-paper-pdf-of = { $paper }, copy of { $holder }, PDF
case-paper-print = print view
case-paper-print-of = { $paper }, copy of { $holder }, print view
case-paper-public = as everybody sees it
case-papers = Papers
case-print = Print
case-request-waits = waits for { $whom }
case-requests = Waiting for others
case-story = What happened
case-values = Contents
clock-day-counted = counts
clock-day-skipped = does not count
clock-part = { $part }% of the limit is over
clock-why = How this date came about
closed-case = See how the case stands now
closed-last = What was done last
closed-moved-on = The case has moved on; this step is no longer open.
closed-title = This step cannot be taken now
closed-typed = What you typed (not sent; copy it to keep it)
done-code = Give this code to the person concerned; it is shown only now:
done-out-of-sight = Others deal with it now; you no longer see it.
done-title = Done
due-provisional = provisional until the holiday notice is published
moved-on-text = Nothing was overwritten. The case is with others now and out of your sight.
paper-back = Back to the case
paper-nav = Paper
paper-title = Paper
story-details = Details
story-entered = entered { $day }
strip-name = Stages
strip-now = now
strip-past = done
value-sealed = sealed
case-changed = Somebody has just acted on this case. What you typed is still here; send it as usual and you are told first what changed.
case-changed-reload = Load it again (what was not sent is lost)
whole-print = Print the whole file
whole-hint = Cover, contents, story, every paper and file as one PDF; this is on record under who looked
whole-making = The whole file is being made
whole-since = { $n ->
    [one] One second so far. Many papers and pictures take a minute or two.
   *[other] { $n } seconds so far. Many papers and pictures take a minute or two.
}
whole-leave = You can go on with something else; come back to this page within ten minutes to get it.
whole-again = See whether it is ready
whole-back = Back
whole-cases = { $n ->
    [one] Cover, contents, story, papers and files of one case are being put into one PDF.
   *[other] Cover, contents, story, papers and files of { $n } cases are being put into one PDF.
}
closed-others = What can be done now
story-narrow = Which part of what happened
story-all = Everything
story-acts = Acts
story-papers = Papers
story-told = Messages
story-limits = Limits
story-looks = Who looked
story-looked = looked at: { $what }
story-newest = Newest first
story-oldest = Read from the start
story-none = Nothing of this sort has happened.
beside-do = Side by side
beside-do-of = Side by side: { $what }
beside-open = Open by itself
beside-close = Close
beside-cannot = This one cannot be shown here: open it by itself.
beside-narrow = There is no room beside the form: open it by itself.
beside-page = { $what }, page { $n }
case-paper-compare = compare with the one before
case-paper-compare-of = Compare { $paper } ({ $holder }) with the one before
compared-added = new
compared-after = This one
compared-before = The one before
compared-change = Change
compared-changed = changed
compared-gone = gone
compared-lead = Words that are gone are struck through, new ones underlined twice; each line also says in words what changed.
compared-n =
    { $n ->
        [one] One difference:{" "}
       *[other] { $n } differences:{" "}
    }
compared-nothing = Both say exactly the same.
compared-one = { $what } ({ $change })
compared-place = Place
compared-same = same
compared-title = Two papers compared
