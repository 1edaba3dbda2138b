passkey-elsewhere = Passkeys work only at this address:
passkey-failed = The passkey was not used. Try again, or use your password and a code.
passkey-needs-script = Passkeys need JavaScript; without it, password and code work as ever.
passkey-prove = Use a passkey
passkey-sign-in = Use a passkey in place of a code
passkey-unable = This browser knows no passkeys; password and code work as ever.
passkeys-add = Add a passkey
passkeys-added = The passkey was added, and that is on record. When you sign in next, use it after the password in place of a code.
passkeys-alone = You have passkeys alone. If the device is lost, or a browser has no JavaScript, you cannot sign in without an administrator. Better set up as well:
passkeys-end = Remove
passkeys-ended = The passkey was removed, and that is on record. Remove what your device keeps of it on the device.
passkeys-lead = A passkey lies in your telephone, computer or security key, and opens with a finger, a face or the lock of the device. When you sign in it stands in for the code; the password is still asked, for sealed cases open with it alone. Before a reporter’s identity is opened, and other grave acts, it proves who you are. A false site cannot talk it out of you.
passkeys-made = Added
passkeys-name = Name
passkeys-name-hint = Such as: my telephone, the computer at the office.
passkeys-name-missing = Give it a name, in at most sixty characters; there can be twenty passkeys
passkeys-none = There is no passkey yet.
passkeys-not-added = The passkey was not added; try again. One that is there already cannot be added twice
passkeys-off = Nobody has said at which address this site is reached, so there are no passkeys. Whoever installs it names the address with --address, such as https://reports.example.org.
passkeys-proof = Before a passkey is added or removed, show that it is you.
passkeys-prove = Go on
passkeys-required = This office asks everybody for a second step: add a passkey, or set up a telephone, to go on.
passkeys-title = Passkeys
passkeys-unused = never used
passkeys-where = Once you have named it, the browser asks you to confirm. It works at { $what } alone.
door-passkeys = { $n ->
    [one] one passkey
   *[other] { $n } passkeys
}
