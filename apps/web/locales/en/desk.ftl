find-label = Search by number or words
find-placeholder = Number or words
inbox-counts = At a glance
inbox-empty = Nothing is waiting here.
inbox-filter-all = All I may see
inbox-filters = Filter
inbox-register = Register a case
list-next = Next page
register-back = Back to registration
register-lead = Register on behalf of somebody who writes, calls or comes. It may have been received earlier than it is entered; limits count from receipt.
register-matter = Contents
register-none = There is nothing you may register now.
register-received = Received
register-received-hint = Leave it empty if it is received now. Fill it in when the letter, call or visit came earlier.
register-received-title = When it was received
register-title = Register a letter, call or visit
search-found = { $n ->
    [one] One case found
   *[other] { $n } cases found
}
search-none = Nothing found for “{ $words }”. Try a part of the number or another word.
search-start = Enter a number or words of the contents.
search-title = Search
sign-in-failed = You are not signed in
sign-in-go = Sign in
sign-in-login = Name
sign-in-password = Password
sign-in-title = Sign in
sign-in-too-often = Too many tries. Wait 15 minutes
sign-in-wrong = The name or the password is wrong. Check both and try again
table-ahead = first
table-case = Number and matter
table-channel = Channel
table-due = Due
table-stage = Stage
table-tags = Classes
table-to-do = To do
