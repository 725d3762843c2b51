-- Whatever is kept in memory of the lines of a month is good while this number is the same. It is drawn at random by whoever changes lines.
CREATE TABLE month_stamps (
    organization_id BIGINT NOT NULL,
    month           BIGINT NOT NULL,            -- day number of its first day
    stamp           BIGINT NOT NULL,
    PRIMARY KEY (organization_id, month)
) {{by_key}};
