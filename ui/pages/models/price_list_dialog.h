#pragma once

#include <QDialog>
#include <filesystem>
#include <vector>

#include "core/lab/price_changes.h"

class QPushButton;
class QTableWidget;

namespace orl {

class NoteLabel;

/// A price list beside the prices in force: what it would change, and which of that to take.
class PriceListDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param bundled price list that comes with the program; empty: it is not there
    PriceListDialog(std::vector<ModelInfo> models, Scenario scenario,
                    const std::filesystem::path& bundled, QWidget* parent = nullptr);

    /// Reads LiteLLM's, OpenRouter's, LLMRouter's, RouterArena's or our own; says why if not.
    void compareWith(const std::filesystem::path& file);
    /// With what is chosen in place.
    Scenario applied() const;
    const QString& source() const { return m_source; }
    QTableWidget* table() const { return m_table; }
    NoteLabel* note() const { return m_note; }
    QPushButton* applyButton() const { return m_apply; }

  private:
    enum Column { Name, Listed, Input, Output, ColumnCount };
    void build(const std::filesystem::path& bundled);
    void fill();
    void tell();

    std::vector<ModelInfo> m_models;
    Scenario m_scenario;
    QString m_source;
    std::vector<PriceChange> m_changes;
    QString m_remarks;
    QTableWidget* m_table = nullptr;
    NoteLabel* m_note = nullptr;
    QPushButton* m_apply = nullptr;
};

}  // namespace orl
