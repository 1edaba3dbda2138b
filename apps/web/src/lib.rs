//! Public portal and workbench.
