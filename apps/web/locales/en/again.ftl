again-go = Back to the form
again-text = Press the button and it comes back in the form. Please choose files again.
again-title = What you typed is still here
sign-in-late = You were no longer signed in, so nothing was sent. Sign in again and what you typed comes back in the form; please choose files again.
