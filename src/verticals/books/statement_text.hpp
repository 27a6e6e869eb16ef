#pragma once

#include "verticals/books/statement.hpp"

namespace tributary::books {

/// Says in words what a line is about, in English and in Chinese.
void tell(StatementLine& line);

}  // namespace tributary::books
