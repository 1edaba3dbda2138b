//! The office: performs acts, keeps the inbox, ticks the clocks, decides who may see what.
