#pragma once

#include <QDialog>
#include <filesystem>
#include <vector>

#include "core/data/workspace/workspace.h"

class QPushButton;
class QTableWidget;

namespace orl {

class NoteLabel;

/// Prices of a data set's models: typed, taken from a price list, or none at all.
class PriceDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param costsRecorded the data hold costs of their own, which prices do not take away
    /// @param bundledList price list that comes with the program; empty: it is not there
    PriceDialog(const DatasetSummary& dataset, bool costsRecorded,
                const std::filesystem::path& bundledList, QWidget* parent = nullptr);

    /// Those that were changed, in USD per million tokens.
    std::vector<ModelInfo> changed() const;

    QTableWidget* table() const { return m_table; }
    QPushButton* bundled() const { return m_bundled; }
    QPushButton* withoutCosts() const { return m_withoutCosts; }
    NoteLabel* note() const { return m_note; }
    /// Takes the prices of the models that the list names. Says what it did in note().
    void takeFrom(const std::filesystem::path& list);

  private:
    enum Column { Name, Input, Output, Source, ColumnCount };
    void buildTable();
    QWidget* buildLists(const std::filesystem::path& bundledList);
    void chooseList();
    void setNoCosts();
    void showRow(int row);
    /// Takes over what is in the cells, and says what is no price.
    void readCells();

    bool m_costsRecorded;
    std::vector<ModelInfo> m_before;
    std::vector<ModelInfo> m_models;
    QTableWidget* m_table;
    QPushButton* m_bundled = nullptr;
    QPushButton* m_withoutCosts = nullptr;
    QPushButton* m_ok = nullptr;
    NoteLabel* m_note;
};

}  // namespace orl
