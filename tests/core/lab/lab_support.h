#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "core/data/generate/generate.h"
#include "core/lab/opening.h"
#include "core/lab/solving.h"

namespace orl::testing {

/// A folder of its own for the workspaces of one test.
class LabTest : public ::testing::Test {
  protected:
    LabTest() {
        const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
        m_dir = std::filesystem::temp_directory_path() /
                (std::string("orl_lab_") + info->test_suite_name() + "_" + info->name() + "_" +
                 std::to_string(::getpid()));
        std::filesystem::create_directories(m_dir);
    }
    ~LabTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(m_dir, ignored);
    }

    std::filesystem::path path(const std::string& name) const { return m_dir / name; }

    /// A workspace with the generated data set "small".
    std::shared_ptr<Store> store(std::size_t queries = 240, const std::string& name = "w.orlab") {
        Dataset data = generateDataset({queries, 5, 3});
        data.name = "small";
        auto made = std::make_shared<Store>(Workspace::create(path(name)));
        made->workspace.saveDataset(data);
        return made;
    }

    /// Needs no long fit.
    static Scenario scenario(const std::string& predictor = "prior") {
        Scenario made;
        made.preparation.dataset = "small";
        made.preparation.predictor = predictor;
        made.constraints.qualityFloor = 0.5;
        return made;
    }

  private:
    std::filesystem::path m_dir;
};

}  // namespace orl::testing
