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
document-again = Try again
document-asks = There is no need to wait: you can leave and come back.
document-charts = { $n ->
    [one] One chart.
   *[other] { $n } charts.
}
document-failed = The report could not be set
document-failed-at = It stands in these numbers; each leads to its cases:
document-figures = { $n ->
    [one] One figure.
   *[other] { $n } figures.
}
document-kept = It is set anew only when a figure changes.
document-look = See whether it is ready
document-mend = Correct the text and try again. The tables (xlsx) are not touched by it.
document-open = Open the report (PDF)
document-pages = Pages are being set
document-ready = The report is ready
document-setting = The report is being made
document-title = Report as PDF
document-wait = Wait for it and open it
frame-desk-reports = Reports
reports-acts = What you may do
reports-back = Back to the reports
reports-formula = How it is worked out
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
