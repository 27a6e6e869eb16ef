#pragma once

#include <string>
#include <string_view>

namespace tributary::api {

/// The reference for people, made of the OpenAPI document: one page of HTML that needs nothing from
/// elsewhere. Needs: what `openapi` writes.
std::string docs_page(std::string_view openapi);

}  // namespace tributary::api
