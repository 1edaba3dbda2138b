trouble-away-text = Nothing you did is wrong. Wait a minute, then go back and send it again: the same form is never recorded twice. If it goes on, tell the administrator the number below.
trouble-away-title = The system cannot read or record anything just now
trouble-busy-again = Open it again
trouble-busy-back = Back to the form
trouble-busy-files = In { $n } { $n ->
    [one] second
    *[other] seconds
}, go back to the form: what was typed is there; files were not taken, choose them again.
trouble-busy-form = It has not been sent. All that was filled in stays on this page: leave it open and send it again in { $n } { $n ->
    [one] second
    *[other] seconds
}.
trouble-busy-page = Open this page again in { $n } { $n ->
    [one] second
    *[other] seconds
}.
trouble-busy-send = Send it again
trouble-busy-text = Go back in { $n } { $n ->
    [one] second
    *[other] seconds
} and send it again.
trouble-busy-title = Many people are here just now
trouble-changed-text = Somebody else acted first. Go back and see how it stands.
trouble-changed-title = The case has moved on
trouble-fault-instance = Number of the fault:
trouble-fault-text = This is our fault, not yours. What was not recorded can be tried again later; if it happens again, tell the administrator the number below.
trouble-fault-title = Something broke
trouble-forbidden-text = You can see this, but this step is not for your post. Ask somebody whose post it is.
trouble-forbidden-title = You may not do this
trouble-forged-text = The page was open too long, or did not come from this site. Go back, reload it and try again.
trouble-forged-title = Please try again
trouble-home = To the start page
trouble-invalid-title = Check what was filled in
trouble-method-text = Use the buttons on the pages.
trouble-method-title = This page cannot be opened like this
trouble-not-found-text = The address may be wrong, or the case is not yours to see.
trouble-not-found-title = There is no such page
trouble-refused-text = The regulation does not allow it, for these reasons.
trouble-refused-title = This cannot be done now
trouble-sign-in-text = Sign in to go on.
trouble-sign-in-title = Sign in first
trouble-unreadable-text = The sending was cut off or damaged. Go back and try again.
trouble-unreadable-title = Not everything arrived
trouble-upload-title = The file was not taken
