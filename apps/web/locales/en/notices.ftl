letters-given-up = given up
letters-lead = Letters that the mail server did not take. They hold nothing of any case; whoever they were for sees the same under “Notices”.
letters-person = To whom
letters-state = State
letters-title = Letters that did not leave
letters-tries =
    { $n ->
        [one] after { $n } try
       *[other] after { $n } tries
    }
letters-waiting = tried again
letters-why = Why
mail-address = Address
mail-address-hint = For telling you alone, and kept sealed; a letter says how many things there are and until when, never what they are about or who is in them.
mail-at-once = As soon as there is something
mail-daily = Once a day
mail-hour = The daily letter comes at
mail-lead = When there is something for you, a letter says so: how many things, until when, where to sign in.
mail-never = No mail
mail-not-sent-here = No mail server is connected yet, so no letters leave. What you choose here holds as soon as one is.
mail-now-at-once = Now: a letter to { $whom } as soon as there is something.
mail-now-daily = Now: a letter to { $whom } every day at { $when }.
mail-now-never = Now: no letters to you.
mail-quiet-from = Quiet hours from
mail-quiet-hint = A letter of the quiet hours leaves when they are over; the same hour twice means there are none.
mail-quiet-until = Quiet hours until
mail-save = Save
mail-title = Mail
mail-when = When letters come
mail-working = Only on working days
mail-working-hint = By the office’s calendar, make-up working days included.
notices-all-read = All are marked as read.
notices-by-mail = By mail
notices-close = Limit close
notices-late = Overdue
notices-lead = What is new, what is about to be due, what is overdue and what went to somebody else; kept for thirty days. Opening one marks it as read.
notices-new = New to do
notices-none = No notices yet. When something new is to be done, a limit is close or a case goes to somebody else, it is told here.
notices-read-all = Mark all as read
notices-taken = Passed on
notices-title = Notices
notices-told = Told
notices-unread = unread
notices-unread-n = { $n } unread
notices-what = What
notices-when = When
