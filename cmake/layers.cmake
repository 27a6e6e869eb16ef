# One static library and one test program a layer, made of the files in its folder. The link
# lines given here are the layer rules of ARCHITECTURE.md; tools/tidy checks the includes.

add_library(tributary_options INTERFACE)
target_include_directories(tributary_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(tributary_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
target_compile_definitions(tributary_options INTERFACE BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(tributary_options INTERFACE Threads::Threads)

function(tributary_sources target folder)
  cmake_parse_arguments(ARG "" "EXCEPT" "LAYERS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${folder}/*_test.cpp)
  list(REMOVE_ITEM sources ${tests} ${folder}/main.cpp)
  list(FILTER sources EXCLUDE REGEX "/test_[^/]*[.]cpp$")  # what tests share
  if(ARG_EXCEPT)  # a folder in it that is built by itself
    list(FILTER sources EXCLUDE REGEX "^${folder}/${ARG_EXCEPT}/")
  endif()
  list(TRANSFORM ARG_LAYERS PREPEND tributary_)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC tributary_options ${ARG_LAYERS} ${ARG_LIBRARIES})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE tributary_options ${ARG_LAYERS} ${ARG_LIBRARIES})
  endif()
  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} tributary_testing GTest::gtest_main GTest::gmock
      rapidcheck rapidcheck_gtest)
    gtest_discover_tests(${target}_test DISCOVERY_MODE PRE_TEST
      TEST_PREFIX ${target}/ PROPERTIES TIMEOUT 600)
  endif()
endfunction()

function(tributary_layer name)
  tributary_sources(tributary_${name} ${CMAKE_SOURCE_DIR}/src/${name} ${ARGN})
endfunction()

# Each folder in src/verticals is a vertical. It follows the journal and offers routes; it never
# sees the engine or another vertical.
function(tributary_verticals)
  file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/src/verticals/*)
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY ${folder})
      cmake_path(GET folder FILENAME name)
      tributary_sources(tributary_vertical_${name} ${folder}
        LAYERS vertical agents rows follow store http api protocol money base)
      set_property(GLOBAL APPEND PROPERTY TRIBUTARY_VERTICALS tributary_vertical_${name})
    endif()
  endforeach()
endfunction()

# A running platform: it may include everything but the command line.
function(tributary_app)
  get_property(verticals GLOBAL PROPERTY TRIBUTARY_VERTICALS)
  tributary_sources(tributary_app ${CMAKE_SOURCE_DIR}/src/app
    LAYERS ring vertical agents rows api http follow request_index journal store engine protocol money base
    LIBRARIES ${verticals} prometheus-cpp::core)
endfunction()

# The program is the command line over everything.
function(tributary_program)
  add_executable(tributary ${CMAKE_SOURCE_DIR}/src/command_line/main.cpp)
  target_link_libraries(tributary PRIVATE tributary_command_line tributary_bench tributary_simulate)
endfunction()

# Text that travels in the program: `src/verticals/clock/holidays_cn.csv` becomes a source of the clock.
function(tributary_holidays)
  set(file ${CMAKE_SOURCE_DIR}/src/verticals/clock/holidays_cn.csv)
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} TRIBUTARY_HOLIDAYS)
  set(source ${CMAKE_BINARY_DIR}/generated/shipped_holidays.cpp)
  configure_file(${CMAKE_SOURCE_DIR}/src/verticals/clock/shipped_holidays.cpp.in ${source} @ONLY)
  target_sources(tributary_vertical_clock PRIVATE ${source})
endfunction()
