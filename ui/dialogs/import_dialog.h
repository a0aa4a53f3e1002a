#pragma once

#include <QDialog>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/data/import/import.h"
#include "core/lab/importing.h"
#include "ui/session/worker.h"

class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace orl {

class NoteLabel;

/// What the dialog has to know of where the data would go.
struct ImportPlace {
    std::vector<std::string> known = {};  ///< data sets of the workspace
    bool bundled = false;  ///< it is that of the bundled data, or there is none: one of one's own
                           ///< is offered
    std::filesystem::path bundledPrices = {};  ///< price list of the program; empty: none
};

/// How files become a data set: name, format, splits, scale of scores, prices and, for plain
/// tables, the columns. Reads the files on a worker of its own, with every change of a choice, to
/// say what the import would bring; the import itself runs on the session's worker.
class ImportDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ImportDialog(const QStringList& files, ImportPlace place = {},
                          QWidget* parent = nullptr);

    ImportOptions options() const;
    /// What happens to the data set that has the name already.
    IfKnown ifKnown() const;
    /// File of the workspace to be made for the data; empty: they go into the present one.
    QString newWorkspace() const;

    QLineEdit* name() const { return m_name; }
    QComboBox* into() const { return m_into; }
    QLineEdit* workspace() const { return m_workspace; }
    QComboBox* known() const { return m_known; }
    QPushButton* bundledPrices() const { return m_bundledPrices; }
    QLineEdit* prices() const { return m_prices; }
    QComboBox* format() const { return m_format; }
    QComboBox* split() const { return m_split; }
    QDoubleSpinBox* trainShare() const { return m_trainShare; }
    QComboBox* scale() const { return m_scale; }
    NoteLabel* preview() const { return m_preview; }
    NoteLabel* scaleNote() const { return m_scaleNote; }

  private:
    enum SplitChoice { OwnElseShares, AsInTheData, AllInto, SharesOfAll };

    void build();
    void lookAtFiles();
    void showFound(const QString& format, const QStringList& columns);
    QWidget* buildPlace();
    void showPlace();
    void offerPrices(std::size_t named, std::size_t models);
    QWidget* buildSplit();
    QWidget* buildScores();
    QWidget* buildPrices();
    QWidget* buildMapping();
    void showChoices();
    void showScale();
    std::optional<ScoreScale> scoreScale() const;
    SplitRule splitRule() const;
    ColumnMapping mapping() const;

    QStringList m_files;
    ImportPlace m_place;
    QWidget* m_placeBox = nullptr;
    QComboBox* m_into = nullptr;
    QLineEdit* m_workspace = nullptr;
    bool m_workspaceTyped = false;  ///< it no longer follows the name
    QComboBox* m_known = nullptr;
    QPushButton* m_bundledPrices = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_format = nullptr;
    QComboBox* m_split = nullptr;
    QDoubleSpinBox* m_trainShare = nullptr;
    QSpinBox* m_seed = nullptr;
    QLineEdit* m_fixed = nullptr;
    QComboBox* m_scale = nullptr;
    QDoubleSpinBox* m_worst = nullptr;
    QDoubleSpinBox* m_best = nullptr;
    NoteLabel* m_scaleNote = nullptr;
    NoteLabel* m_preview = nullptr;  ///< what the import would bring, or why it cannot
    QLineEdit* m_prices = nullptr;
    QWidget* m_mappingBox = nullptr;
    QLineEdit* m_text = nullptr;
    QLineEdit* m_task = nullptr;
    QLineEdit* m_level = nullptr;
    QLineEdit* m_splitColumn = nullptr;
    QLineEdit* m_model = nullptr;
    QLineEdit* m_score = nullptr;
    QLineEdit* m_cost = nullptr;
    QLineEdit* m_tokens = nullptr;
    QPlainTextEdit* m_wide = nullptr;
    NoteLabel* m_note = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    Worker m_looker;  ///< last: stops before the widgets that it fills go
};

}  // namespace orl
