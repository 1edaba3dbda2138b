behind-cases = { $n ->
    [one] One case.
   *[other] { $n } cases.
}
behind-frozen = The number is that of the day of preparation; the list is that of today.
behind-hidden = { $n ->
    [one] One of them is kept from you and not listed.
   *[other] { $n } of them are kept from you and not listed.
}
behind-none = No case was counted.
behind-over = Counted
behind-parts = Numerator and denominator
behind-title = Cases behind a number
behind-under = All that was looked at
frame-desk-reports = Reports
reports-acts = What you may do
reports-back = Back to the reports
reports-frozen = The figures are those of the day on which it was prepared.
reports-lead = Reports that the regulations want from time to time. A round opens by itself when its time comes.
reports-live = The figures are counted over the cases as they stand now; they are kept when the report is prepared.
reports-next = next round opens { $when }
reports-no-round = The first round has not opened yet.
reports-none = There is no report that you make, approve or receive.
reports-period = Period
reports-title = Reports
reports-whole = In all
reports-written = Text
