#pragma once

// Binding of described structs to JSON in both directions.

#include "http/json_read.hpp"   // IWYU pragma: export
#include "http/json_write.hpp"  // IWYU pragma: export
