#pragma once

#include <QDialog>
#include <optional>

#include "core/data/import/import.h"
#include "ui/session/worker.h"

class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace orl {

class NoteLabel;

/// How files become a data set: name, format, splits, scale of scores, prices and, for plain
/// tables, the columns. Reads the files on a worker of its own, with every change of a choice, to
/// say what the import would bring; the import itself runs on the session's worker.
class ImportDialog : public QDialog {
    Q_OBJECT
  public:
    explicit ImportDialog(const QStringList& files, QWidget* parent = nullptr);

    ImportOptions options() const;

    QLineEdit* name() const { return m_name; }
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
