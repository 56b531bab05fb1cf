-- Words as people type them: search must not depend on accents, case or spacing.
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
--> statement-breakpoint
-- Lower case, no accents (đ → d), single spaces. unaccent() is only STABLE because its dictionary could be swapped;
-- with the dictionary named it may be IMMUTABLE, which generated columns and indexes need. src/language/fold.ts is its twin.
CREATE OR REPLACE FUNCTION public.edgewise_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, normalize($1, NFC))), '\s+', ' ', 'g'));
--> statement-breakpoint
-- Folded words of letters and digits only, so that "i5-13420H" and "16GB/512GB" are found by their pieces.
CREATE OR REPLACE FUNCTION public.edgewise_terms(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(public.edgewise_fold($1), '[ !-/:-@\[-`{-~]+', ' ', 'g'));
