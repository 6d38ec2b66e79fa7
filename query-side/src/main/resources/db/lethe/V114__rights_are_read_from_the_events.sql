-- Who may read a form's submissions is decided on its events: whoever writes here decides nothing.
ALTER TABLE read_forms.form DROP COLUMN reading_people, DROP COLUMN reading_roles;
