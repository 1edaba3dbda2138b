-- When a token was last asked with: to the hour, so that its owner finds the one that nobody needs any more.
ALTER TABLE api_tokens ADD COLUMN used_at BIGINT;
