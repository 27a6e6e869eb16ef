#pragma once

#include <filesystem>

#include "api/admission.hpp"
#include "http/router.hpp"
#include "ring/data_folder.hpp"
#include "rows/writer.hpp"
#include "vertical/reading_desk.hpp"

/// Who works at the machine needs no token: the socket in the data folder answers its user.
namespace tributary::app {

/// Where a platform of this folder answers its user; empty, with a word in the log, where the path
/// is longer than a Unix socket's may be.
std::filesystem::path socket_of(const ring::DataFolder& folder);

/// Leaves it to its owner alone, once it is there.
void close_socket(const ring::DataFolder& folder);

/// Knows the user of this process, who may do everything, and nobody else.
api::Authenticate at_the_machine();

/// The orders, and the lists, of all lines. All of it outlives the router.
void add_orders(http::Router& router, rows::Writer& writer, const api::Authenticate& authenticate);
void add_lists(http::Router& router, vertical::ReadingDesk& desk,
               const api::Authenticate& authenticate);

}  // namespace tributary::app
